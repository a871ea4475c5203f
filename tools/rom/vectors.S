/*
 * The vectors at the start of the ROM (places: linker symbols of the SDK). A handler found in the table at
 * 0x3fffc000 is entered with a1 at a new frame, a2, a3, a4 saved in it, a2 = EXCCAUSE, a3 = the handler.
 */
#include "frame.h"

	.section .text.vectors, "ax"
	.align	4
	.global	rom_vectors
rom_vectors:
	.space	0x10
debug_vector:			/* 0x10: nobody debugs the ROM: stop where a debugger can see it */
	waiti	2
	j	debug_vector
	.space	0x20 - (. - rom_vectors)
nmi_vector:			/* 0x20: firmware that routes the NMI has vectors of its own */
	waiti	3
	j	nmi_vector
	.space	0x2c - (. - rom_vectors)
exception_table:
	.word	EXCEPTION_TABLE
kernel_vector:			/* 0x30 */
	break	1, 0
	j	kernel_vector
	.space	0x50 - (. - rom_vectors)
user_vector:			/* 0x50 */
	addmi	a1, a1, -FRAME_SIZE
	s32i.n	a2, a1, FRAME_A2
	s32i.n	a3, a1, FRAME_A3
	l32r	a3, exception_table
	rsr.exccause a2
	addx4	a3, a2, a3
	l32i.n	a3, a3, 0
	s32i.n	a4, a1, FRAME_A4
	jx	a3
	.space	0x70 - (. - rom_vectors)
double_vector:			/* 0x70 */
	break	1, 4
	j	double_vector
	.space	0x80 - (. - rom_vectors)
	j	_ResetHandler

	.section .text._ResetHandler, "ax"
	.align	4
	.literal_position
	.global	_ResetHandler
	.type	_ResetHandler, @function
_ResetHandler:
	movi	a0, 0
	wsr.intenable a0
	wsr.icountlevel a0
	wsr.ibreakenable a0
	wsr.dbreakc0 a0
	movi	a2, rom_vectors
	wsr.vecbase a2
	movi	a2, -1
	wsr.intclear a2
	rsync
	movi	a1, 0x3ffffff0
	call0	reset_memory
	movi	a2, 0x20
	wsr.ps	a2
	rsync
	j	_start

	.section .text._start, "ax"
	.align	4
	.literal_position
	.global	_start
	.type	_start, @function
_start:
	movi	a1, 0x3ffffff0
	call0	main
	/* main gives the entry point of what it has loaded; its stack starts where this one does. */
	mov.n	a8, a2
	movi	a2, 0
	callx0	a8
1:	break	1, 15
	j	1b

	.section .text.rom_break, "ax"
	.align	4
	.global	rom_break
	.type	rom_break, @function
rom_break:
	break	1, 15
	j	rom_break

/* What every entry point without a function calls: a0 tells which one it was. */
	.section .text.rom_not_implemented, "ax"
	.align	4
	.literal_position
	.global	rom_not_implemented
	.type	rom_not_implemented, @function
rom_not_implemented:
	mov.n	a2, a0
	movi	a8, rom_report_missing
	jx	a8
