/* See probes.h. The trap handler returns to the address in a0, so a trapped probe gives back a2 as it was. */
	.macro PROBE name, instruction:vararg
	.global probe_\name
	.align 4
probe_\name:
	\instruction
	mov a2, a3
	ret
	.endm

	.text
	.literal_position
	PROBE l8ui, l8ui a3, a2, 0
	PROBE l16ui, l16ui a3, a2, 0
	PROBE l16si, l16si a3, a2, 0
	PROBE l32i, l32i a3, a2, 0
	PROBE s8i, s8i a3, a2, 0
	PROBE s16i, s16i a3, a2, 0
	PROBE s32i, s32i a3, a2, 0
	PROBE ill, ill
	PROBE ill_n, .byte 0x6d, 0xf0
	PROBE syscall, syscall
	PROBE break, break 1, 15
	PROBE break_n, .byte 0x2d, 0xf0
	/* quou a3, a2, a3 and entry a1, 16: options this core is without */
	PROBE quou, .byte 0x30, 0x32, 0xc2
	PROBE entry, .byte 0x36, 0x21, 0x00
	PROBE nop, nop
	PROBE jump, jx a2

	.macro DOUBLE name, instruction:vararg
	.global probe_double_\name, double_\name\()_at
	.align 4
probe_double_\name:
	mov a5, a0
	rsr.ps a6
	movi a7, 0x10
	or a7, a7, a6
	movi a0, 1f
	wsr.ps a7
	rsync
double_\name\()_at:
	\instruction
1:	wsr.ps a6
	rsync
	mov a2, a3
	mov a0, a5
	ret
	.endm

	DOUBLE load, l32i a3, a2, 0
	DOUBLE ill, ill

/* A word of IRAM that is no code. */
	.global iram_word
	.align 4
iram_word:
	.word 0x12345678

/* Counts eight instructions from here on, through NOPs: the ninth must not be reached before the exception. */
	.global probe_icount, icount_first, icount_last
	.align 4
probe_icount:
	movi a3, -8
	wsr.icount a3
	movi a3, 1
	wsr.icountlevel a3
	isync
icount_first:
	nop
	nop
	nop
	nop
	nop
	nop
	nop
	nop
icount_last:
	nop
	nop
	nop
	nop
	ret
