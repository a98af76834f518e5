/*
 * QEMU plugin: counts executed instructions by translated block and prints, at exit, a line per
 * block that ran: address, instructions, executions, symbol. Debian ships no plugin header, so what
 * is used of version 1 of the API is declared here.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                           void (*callback)(qemu_plugin_id_t id,
                                                            struct qemu_plugin_tb* block));
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb* block, enum qemu_plugin_op op,
                                              void* counter, uint64_t step);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id,
                                    void (*callback)(qemu_plugin_id_t id, void* data), void* data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb* block);
uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb* block);
struct qemu_plugin_insn* qemu_plugin_tb_get_insn(const struct qemu_plugin_tb* block, size_t index);
const char* qemu_plugin_insn_symbol(const struct qemu_plugin_insn* instruction);
void qemu_plugin_outs(const char* text);

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version = 1;

enum { kBlocks = 1 << 18 };

static struct Block {
  uint64_t address, instructions, executions;
  const char* symbol;
} blocks[kBlocks];
static size_t count;

/* A block that is translated again, or from the same address to another length, counts anew. */
static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb* block) {
  (void)id;
  if (count == kBlocks) abort();
  struct Block* entry = &blocks[count++];
  entry->address = qemu_plugin_tb_vaddr(block);
  entry->instructions = qemu_plugin_tb_n_insns(block);
  entry->symbol = qemu_plugin_insn_symbol(qemu_plugin_tb_get_insn(block, 0));
  qemu_plugin_register_vcpu_tb_exec_inline(block, QEMU_PLUGIN_INLINE_ADD_U64, &entry->executions,
                                           1);
}

static void print(qemu_plugin_id_t id, void* data) {
  (void)id, (void)data;
  for (const struct Block* block = blocks; block != blocks + count; ++block) {
    char line[4096];
    snprintf(line, sizeof line, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %s\n", block->address,
             block->instructions, block->executions, block->symbol ? block->symbol : "?");
    if (block->executions != 0) qemu_plugin_outs(line);
  }
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void* info, int argc, char** argv) {
  (void)info, (void)argc, (void)argv;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, print, NULL);
  return 0;
}
