/* Graphviz's headers, and the differences between 2.42 and the later major versions. */
#pragma once
#if __has_include(<gvc.h>)
#include <gvc.h>
#include <gvcjob.h>
#include <gvplugin.h>
#include <gvplugin_render.h>
#include <gvplugin_textlayout.h>
#include <graphviz_version.h>
#else
#include <graphviz/gvc.h>
#include <graphviz/gvcjob.h>
#include <graphviz/gvplugin.h>
#include <graphviz/gvplugin_render.h>
#include <graphviz/gvplugin_textlayout.h>
#include <graphviz/graphviz_version.h>
#endif
#include <stdbool.h>

/* The macro appeared together with `bool` in place of Graphviz's own `boolean`, and without the
   memory discipline. */
#ifdef GRAPHVIZ_VERSION_MAJOR
typedef bool gvs_boolean;
#else
typedef boolean gvs_boolean;
#define GVS_IS_2_42 1
#endif
