"""Compares SOAP messages with the schema files of ONVIF and OASIS, which come with onvif-zeep-async. For ONVIFSchemas.swift.

  onvif_schemas.py FOLDER      FOLDER has files *.request and *.answer, a message each

Prints `FILE: what is wrong` for each thing that is wrong, and `valid COUNT` at the end. Media2 is younger than the files of
the package: of it media2.xsd beside this file has what we use.
"""
import base64
import binascii
import os
import re
import sys

import onvif
from lxml import etree

FOLDER = os.path.join(os.path.dirname(onvif.__file__), "wsdl")
XSD = "http://www.w3.org/2001/XMLSchema"
WSDL = "http://schemas.xmlsoap.org/wsdl/"
ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
NOTIFICATION = "http://docs.oasis-open.org/wsn/b-2"
SCHEMA = "http://www.onvif.org/ver10/schema"
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
SECURITY = f"{OASIS}wssecurity-secext-1.0.xsd"
UTILITY = f"{OASIS}wssecurity-utility-1.0.xsd"
SERVICES = ["devicemgmt.wsdl", "media.wsdl", "ptz.wsdl", "imaging.wsdl", "events.wsdl", "bw-2.wsdl", "rw-2.wsdl"]
# What the files import by addresses of the web.
LOCAL = {
    "http://www.w3.org/2005/05/xmlmime": "xmlmime",
    ADDRESSING: "addressing",
    f"{ADDRESSING}/ws-addr.xsd": "ws-addr.xsd",
    "http://www.w3.org/2001/xml.xsd": "xml.xsd",
    "http://www.w3.org/2009/01/xml.xsd": "xml.xsd",
    ENVELOPE: "envelope",
    "http://www.w3.org/2004/08/xop/include": "include",
    f"{NOTIFICATION}.xsd": "b-2.xsd",
}


def place(location):
    """Where a file is that another imports; None for what we do not have."""
    name = LOCAL.get(location, os.path.basename(location))
    path = os.path.join(FOLDER, name)
    return path if os.path.isfile(path) else None


class Resolver(etree.Resolver):
    def resolve(self, location, _, context):
        path = location if os.path.isfile(location) else place(location)
        return self.resolve_filename(path, context) if path else None


PARSER = etree.XMLParser(no_network=True, remove_comments=True)
PARSER.resolvers.add(Resolver())


def load(path):
    return etree.parse(path, PARSER).getroot()


def resolved(node, name):
    """A name with its prefix, as `{namespace}name`."""
    prefix, _, local = name.rpartition(":")
    return f"{{{node.nsmap.get(prefix or None)}}}{local}"


class Messages:
    """The messages that the services know, by element: which way they go, and their actions."""

    def __init__(self):
        self.ways = {}
        self.actions = {}
        self.schemas = {}
        self.documents = [load(os.path.join(FOLDER, name)) for name in SERVICES]
        for document in self.documents:
            self.read(document)

    def read(self, document):
        own = document.get("targetNamespace")
        elements = {}
        for message in document.findall(f"{{{WSDL}}}message"):
            for part in message.findall(f"{{{WSDL}}}part"):
                if part.get("element"):
                    elements[f"{{{own}}}{message.get('name')}"] = resolved(part, part.get("element"))
        soap_actions = {}
        for operation in document.iter(f"{{{WSDL}}}operation"):
            for kind in ("soap12", "soap"):
                bound = operation.find(f"{{http://schemas.xmlsoap.org/wsdl/{kind}/}}operation")
                if bound is not None and bound.get("soapAction"):
                    soap_actions[operation.get("name")] = bound.get("soapAction")
        for operation in document.iterfind(f"{{{WSDL}}}portType/{{{WSDL}}}operation"):
            for way in ("input", "output"):
                end = operation.find(f"{{{WSDL}}}{way}")
                element = None if end is None else elements.get(resolved(end, end.get("message", "")))
                if element is None:
                    continue
                self.ways.setdefault(element, set()).add(way)
                said = {end.get(f"{{http://www.w3.org/{name}}}Action") for name in ("2006/05/addressing/wsdl", "2007/05/addressing/metadata")}
                if way == "input" and operation.get("name") in soap_actions:
                    said.add(soap_actions[operation.get("name")])
                self.actions.setdefault(element, set()).update(said - {None})

    def schema(self, namespace):
        if namespace not in self.schemas:
            self.schemas[namespace] = self.compiled(namespace)
        return self.schemas[namespace]

    def compiled(self, namespace):
        if namespace == NOTIFICATION:
            return etree.XMLSchema(etree.parse(os.path.join(FOLDER, "b-2.xsd"), PARSER))
        if namespace == SCHEMA:
            return etree.XMLSchema(etree.parse(os.path.join(FOLDER, "onvif.xsd"), PARSER))
        if namespace == MEDIA2:
            own = os.path.join(os.path.dirname(os.path.abspath(__file__)), "media2.xsd")
            return etree.XMLSchema(etree.parse(own, PARSER))
        for document in self.documents:
            for schema in document.iter(f"{{{XSD}}}schema"):
                if schema.get("targetNamespace") != namespace or not len(schema):
                    continue
                copy = etree.fromstring(etree.tostring(schema))
                for part in copy.iter(f"{{{XSD}}}import", f"{{{XSD}}}include"):
                    path = part.get("schemaLocation") and place(part.get("schemaLocation"))
                    if path:
                        part.set("schemaLocation", path)
                root = etree.fromstring(etree.tostring(copy), PARSER, base_url=f"{FOLDER}/inline.xsd")
                return etree.XMLSchema(etree.ElementTree(root))
        return None

    def validate(self, element):
        schema = self.schema(etree.QName(element).namespace)
        if schema is None:
            return [f"no schema for {element.tag}"]
        copy = etree.fromstring(etree.tostring(element, with_tail=False))
        return [] if schema.validate(copy) else [error.message for error in schema.error_log]


def children(element):
    return [child for child in element if isinstance(child.tag, str)]


def check_token(header):
    """WS-Security UsernameToken Profile 1.0."""
    for token in header.iter(f"{{{SECURITY}}}UsernameToken"):
        parts = {child.tag: child for child in children(token)}
        if f"{{{SECURITY}}}Username" not in parts:
            yield "UsernameToken without Username"
        password = parts.get(f"{{{SECURITY}}}Password")
        if password is None or not (password.get("Type") or "").endswith("#PasswordDigest"):
            continue
        for name, size in ((f"{{{SECURITY}}}Password", 20), (f"{{{SECURITY}}}Nonce", None)):
            if name not in parts:
                yield f"no {name}"
                continue
            try:
                decoded = base64.b64decode((parts[name].text or "").strip(), validate=True)
            except binascii.Error as error:
                yield f"{name}: {error}"
                continue
            if size and len(decoded) != size:
                yield f"{name} of {len(decoded)} bytes"
        created = parts.get(f"{{{UTILITY}}}Created")
        text = "" if created is None else (created.text or "").strip()
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text):
            yield f"Created '{text}' is no time in UTC"


def check_encoders(message):
    """The one part of Media2 that no schema file of the package has."""
    order = ["Name", "UseCount", "Encoding", "Resolution", "RateControl", "Multicast", "Quality"]
    for encoder in message.iter(f"{{{MEDIA2}}}VideoEncoder"):
        names = [etree.QName(child).localname for child in children(encoder)]
        if names != [name for name in order if name in names] or not {"Encoding", "Resolution", "Quality"} <= set(names):
            yield f"VideoEncoder has {names}"


def check_fault(fault):
    """SOAP 1.2 part 1, chapter 5.4."""
    order = ["Code", "Reason", "Node", "Role", "Detail"]
    names = [etree.QName(child).localname for child in children(fault)]
    if names != [name for name in order if name in names] or names[:2] != order[:2]:
        yield f"a fault with {names}"
        return
    code = fault.find(f"{{{ENVELOPE}}}Code")
    value = code.find(f"{{{ENVELOPE}}}Value")
    known = ("Sender", "Receiver", "MustUnderstand", "VersionMismatch", "DataEncodingUnknown")
    if value is None or resolved(value, value.text or "") not in {f"{{{ENVELOPE}}}{name}" for name in known}:
        yield f"a fault with code {None if value is None else value.text}"
    for inner in fault.iter(f"{{{ENVELOPE}}}Subcode"):
        text = inner.findtext(f"{{{ENVELOPE}}}Value") or ""
        if resolved(inner, text).startswith("{None}"):
            yield f"a subcode {text}, whose prefix means nothing"
    if not fault.findall(f"{{{ENVELOPE}}}Reason/{{{ENVELOPE}}}Text"):
        yield "a fault without words"


def check(data, way, messages):
    """What is wrong with a message."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield f"not well-formed: {error}"
        return
    names = [child.tag for child in children(root)]
    if root.tag != f"{{{ENVELOPE}}}Envelope" or names not in (
        [f"{{{ENVELOPE}}}Body"],
        [f"{{{ENVELOPE}}}Header", f"{{{ENVELOPE}}}Body"],
    ):
        yield f"{root.tag} with {names}"
        return
    body = children(children(root)[-1])
    if len(body) != 1:
        yield f"a body with {len(body)} elements"
        return
    message = body[0]
    if message.tag == f"{{{ENVELOPE}}}Fault":
        if way == "input":
            yield "a fault as a request"
        yield from check_fault(message)
        return
    namespace = etree.QName(message).namespace
    known = namespace == MEDIA2 or way in messages.ways.get(message.tag, ())
    if not known:
        yield f"{message.tag} is the {way} of no operation"
    yield from messages.validate(message)
    for part in message.iter(f"{{{SCHEMA}}}Message"):
        yield from messages.validate(part)
    yield from check_encoders(message)
    if len(names) == 2:
        header = children(root)[0]
        action = header.findtext(f"{{{ADDRESSING}}}Action")
        wanted = messages.actions.get(message.tag)
        if action is not None and wanted and action.strip() not in wanted:
            yield f"action {action} is none of {sorted(wanted)}"
        yield from check_token(header)


def main():
    messages = Messages()
    folder = sys.argv[1]
    valid = 0
    for name in sorted(os.listdir(folder)):
        way = {"request": "input", "answer": "output"}[name.rpartition(".")[2]]
        with open(os.path.join(folder, name), "rb") as file:
            complaints = list(check(file.read(), way, messages))
        valid += not complaints
        for complaint in complaints:
            print(f"{name}: {complaint}")
    print(f"valid {valid}")


main()
