/* Leaf functions whose first instruction is the one under test: probe_NAME(a2, a3) gives a3 back. */
#ifndef GUEST_PROBES_H
#define GUEST_PROBES_H

#include <stdint.h>

typedef uint32_t (*probe)(uint32_t address, uint32_t value);

extern uint32_t probe_l8ui(uint32_t, uint32_t), probe_l16ui(uint32_t, uint32_t), probe_l16si(uint32_t, uint32_t),
	probe_l32i(uint32_t, uint32_t), probe_s8i(uint32_t, uint32_t), probe_s16i(uint32_t, uint32_t),
	probe_s32i(uint32_t, uint32_t), probe_ill(uint32_t, uint32_t), probe_ill_n(uint32_t, uint32_t),
	probe_syscall(uint32_t, uint32_t), probe_break(uint32_t, uint32_t), probe_break_n(uint32_t, uint32_t),
	probe_quou(uint32_t, uint32_t), probe_entry(uint32_t, uint32_t), probe_nop(uint32_t, uint32_t),
	probe_jump(uint32_t, uint32_t);
/* The same instructions with PS.EXCM set around them, at the labels' addresses. */
extern uint32_t probe_double_load(uint32_t, uint32_t), probe_double_ill(uint32_t, uint32_t);
extern uint32_t probe_icount(uint32_t, uint32_t);
extern char icount_first[], icount_last[];
extern char double_load_at[], double_ill_at[];

extern const uint32_t iram_word;

#endif
