/* Empty on purpose: only the C shim includes the headers; this target brings their flags. */
