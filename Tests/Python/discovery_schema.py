"""Compares messages of WS-Discovery with its schema file, which comes with onvif-zeep-async. For DiscoveryProbeTests.swift.

  discovery_schema.py FILE ...      each a datagram

Prints `valid COUNT`, or what is wrong on standard error and ends with 1. Of WS-Addressing's draft of August 2004, which the
package does not have, only the names that WS-Discovery refers to are known here.
"""
import importlib.util
import os
import sys

from lxml import etree

FOLDER = os.path.join(os.path.dirname(importlib.util.find_spec("onvif").origin), "wsdl")
ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
DRAFT = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{ADDRESSING}" xmlns:t="{ADDRESSING}"
    elementFormDefault="qualified">
  <xs:complexType name="EndpointReferenceType"><xs:sequence>
    <xs:element name="Address" type="xs:anyURI"/>
    <xs:any namespace="##any" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
  </xs:sequence></xs:complexType>
  <xs:element name="EndpointReference" type="t:EndpointReferenceType"/>
  <xs:element name="MessageID" type="xs:anyURI"/>
  <xs:element name="To" type="xs:anyURI"/>
  <xs:element name="Action" type="xs:anyURI"/>
  <xs:complexType name="Relationship"><xs:simpleContent><xs:extension base="xs:anyURI"/></xs:simpleContent></xs:complexType>
  <xs:element name="RelatesTo" type="t:Relationship"/>
  <xs:simpleType name="FaultSubcodeValues"><xs:restriction base="xs:QName"/></xs:simpleType>
</xs:schema>"""


class Resolver(etree.Resolver):
    def resolve(self, location, _, context):
        return self.resolve_string(DRAFT, context) if location == ADDRESSING else None


def wrong_with(path, schema):
    """Words for each thing."""
    envelope = etree.parse(path).getroot()
    if envelope.tag != f"{{{ENVELOPE}}}Envelope" or [part.tag for part in envelope] != [
        f"{{{ENVELOPE}}}Header",
        f"{{{ENVELOPE}}}Body",
    ]:
        return ["it is no envelope of SOAP 1.2 with header and body"]
    header, body = envelope
    found = []
    for name in ("MessageID", "To", "Action"):
        blocks = header.findall(f"{{{ADDRESSING}}}{name}")
        if len(blocks) != 1:
            found.append(f"{len(blocks)} {name} in the header")
    if len(body) != 1 or body[0].tag != f"{{{DISCOVERY}}}Probe":
        return found + ["the body has no Probe alone"]
    for part in [body[0], *header]:
        if not schema.validate(part):
            found += [str(error.message) for error in schema.error_log]
    return found


def main():
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Resolver())
    schema = etree.XMLSchema(etree.parse(os.path.join(FOLDER, "ws-discovery.xsd"), parser))
    wrong = [f"{path}: {words}" for path in sys.argv[1:] for words in wrong_with(path, schema)]
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"valid {len(sys.argv) - 1}")


main()
