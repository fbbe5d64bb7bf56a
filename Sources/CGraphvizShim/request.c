/* A request that is handed to a process that draws, in a file: a record, then its texts, each with its NUL. */
#define _GNU_SOURCE
#include "shim_internal.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  size_t size; /* of this record: a program that was replaced meanwhile may have another */
  pid_t parent;
  gvs_request request;
  size_t lengths[3];
} envelope;

bool gvs_send_request(const gvs_request *request, int file) {
  const char *texts[] = {request->dot, request->engine, request->format};
  envelope head = {.size = sizeof head, .parent = getpid(), .request = *request};
  for (int i = 0; i < 3; i++) head.lengths[i] = strlen(texts[i]) + 1;
  bool sent = gvs_write_all(file, &head, sizeof head);
  for (int i = 0; i < 3; i++) sent = sent && gvs_write_all(file, texts[i], head.lengths[i]);
  return sent;
}

bool gvs_receive_request(gvs_request *request, pid_t *parent, int file) {
  envelope head;
  if (!gvs_read_at(file, &head, sizeof head, 0) || head.size != sizeof head) return false;
  *request = head.request;
  *parent = head.parent;
  const char **texts[] = {&request->dot, &request->engine, &request->format};
  size_t offset = sizeof head;
  for (int i = 0; i < 3; i++) {
    char *text = malloc(head.lengths[i]);
    if (text == NULL || !gvs_read_at(file, text, head.lengths[i], offset)) return false;
    *texts[i] = text;
    offset += head.lengths[i];
  }
  return true;
}
