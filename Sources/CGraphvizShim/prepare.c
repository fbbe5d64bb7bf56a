/* Loading Graphviz's libraries takes a part of the time of a small drawing. A program that knows that it
   will draw, and has something else to do first, has them loaded meanwhile. */
#define _GNU_SOURCE
#include "shim_internal.h"

#ifdef __linux__
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t thread;
static bool has_begun, is_running;

static void *load(void *unused) {
  gvs_request request = {0};
  gvs_reply reply = {0};
  /* What fails here fails once more where it is needed. */
  gvs_context(&request, &reply);
  return NULL;
}

void gvs_await_preparation(void) {
  pthread_mutex_lock(&lock);
  if (is_running) pthread_join(thread, NULL);
  is_running = false;
  pthread_mutex_unlock(&lock);
}

/* A program with other threads may draw on one of them right now. */
void gvs_prepare(void) {
  pthread_mutex_lock(&lock);
  if (!has_begun && gvs_is_alone()) {
    has_begun = true;
    /* The libraries must not be closed while they are loaded. */
    atexit(gvs_await_preparation);
    /* No handler of the program's signals runs on this thread. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    is_running = pthread_create(&thread, NULL, load, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
  }
  pthread_mutex_unlock(&lock);
}

#else

/* The process that draws is started anew, and would find nothing of it. */
void gvs_prepare(void) {}

void gvs_await_preparation(void) {}

#endif
