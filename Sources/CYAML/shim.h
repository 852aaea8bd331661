// libyaml's event parser. Header only.
#ifndef CAMSUPERVISOR_CYAML_H
#define CAMSUPERVISOR_CYAML_H

#include <yaml.h>

#endif
