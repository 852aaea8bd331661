// expat, which reads the XML that ONVIF cameras send.
#ifndef CAMSUPERVISOR_CEXPAT_H
#define CAMSUPERVISOR_CEXPAT_H

#include <expat.h>

#if XML_MAJOR_VERSION < 2 || (XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 4)
#error "expat 2.4 or newer is needed: older ones take exponential time for some documents"
#endif

#endif
