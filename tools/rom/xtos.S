/*
 * Exception and interrupt glue in the manner of the Xtensa run-time (XTOS, call0 ABI): the frame, the tables and
 * the register conventions are public; the observed order is highest interrupt number first, with INTENABLE cut
 * down to the numbers above while a handler runs.
 */
#include "frame.h"

	.macro	function name
	.section .text.\name, "ax"
	.align	4
	.literal_position
	.global	\name
	.type	\name, @function
\name:
	.endm

	.macro	save_rest
	s32i.n	a5, a1, FRAME_A5
	s32i.n	a6, a1, FRAME_A6
	s32i.n	a7, a1, FRAME_A7
	s32i.n	a8, a1, FRAME_A8
	s32i.n	a9, a1, FRAME_A9
	s32i.n	a10, a1, FRAME_A10
	s32i.n	a11, a1, FRAME_A11
	s32i.n	a12, a1, FRAME_A12
	s32i	a13, a1, FRAME_A13
	s32i	a14, a1, FRAME_A14
	s32i	a15, a1, FRAME_A15
	.endm

/* Entered from a vector: a1 frame, a2 cause. Calls the C handler (frame, cause) with interrupts as they were. */
function _xtos_c_wrapper_handler
	s32i.n	a0, a1, FRAME_A0
	s32i	a2, a1, FRAME_EXCCAUSE
	save_rest
	rsr.epc1 a0
	s32i.n	a0, a1, FRAME_PC
	rsr.ps	a0
	s32i.n	a0, a1, FRAME_PS
	rsr.sar	a0
	s32i.n	a0, a1, FRAME_SAR
	movi	a13, C_HANDLER_TABLE
	addx4	a13, a2, a13
	l32i.n	a12, a13, 0
	mov.n	a3, a2
	mov.n	a2, a1
	movi	a0, 0x20
	wsr.ps	a0
	rsync
	callx0	a12
	j	_xtos_return_from_exc

/* Level-1 interrupts: a1 frame, a2..a4 saved. */
function _xtos_l1int_handler
	s32i.n	a0, a1, FRAME_A0
	save_rest
	rsr.epc1 a0
	s32i.n	a0, a1, FRAME_PC
	rsr.ps	a15
	s32i.n	a15, a1, FRAME_PS
	s32i	a15, a1, FRAME_EXCCAUSE
	rsr.sar	a0
	s32i.n	a0, a1, FRAME_SAR
	movi	a14, INTERRUPT_STATE
	l32i.n	a0, a14, 4
	s32i.n	a0, a1, FRAME_VPRI
next_interrupt:
	rsr.interrupt a2
	rsr.intenable a3
	and	a2, a2, a3
	beqz	a2, interrupts_done
	nsau	a3, a2			/* the highest number: 31 - a3; its table index 14 - number = a3 - 17 */
	addi	a3, a3, -17
	movi	a12, MASK_TABLE
	addx8	a12, a3, a12
	l32i.n	a4, a12, 4		/* its own bit */
	wsr.intclear a4			/* acknowledges it, if it is an edge */
	l32i.n	a4, a12, 0		/* what may interrupt it */
	s32i.n	a4, a14, 4
	l32i.n	a0, a14, 0
	and	a0, a0, a4
	wsr.intenable a0
	movi	a12, INTERRUPT_TABLE
	addx8	a12, a3, a12
	l32i.n	a13, a12, 0
	l32i.n	a2, a12, 4
	mov.n	a3, a1
	movi	a0, 0x20
	wsr.ps	a0
	rsync
	callx0	a13
	/* Closed again while the next one is looked for. */
	rsil	a0, 1
	movi	a14, INTERRUPT_STATE
	l32i.n	a0, a1, FRAME_VPRI
	s32i.n	a0, a14, 4
	l32i.n	a2, a14, 0
	and	a0, a0, a2
	wsr.intenable a0
	rsync
	j	next_interrupt
interrupts_done:
	j	_xtos_return_from_exc

/* a1: a frame that has been saved by one of the above. */
function _xtos_return_from_exc
	l32i.n	a0, a1, FRAME_PS	/* EXCM is set in there: nothing interrupts from here on */
	wsr.ps	a0
	rsync
	l32i.n	a0, a1, FRAME_SAR
	wsr.sar	a0
	l32i.n	a0, a1, FRAME_PC
	wsr.epc1 a0
	l32i.n	a2, a1, FRAME_A2
	l32i.n	a3, a1, FRAME_A3
	l32i.n	a4, a1, FRAME_A4
	l32i.n	a5, a1, FRAME_A5
	l32i.n	a6, a1, FRAME_A6
	l32i.n	a7, a1, FRAME_A7
	l32i.n	a8, a1, FRAME_A8
	l32i.n	a9, a1, FRAME_A9
	l32i.n	a10, a1, FRAME_A10
	l32i.n	a11, a1, FRAME_A11
	l32i.n	a12, a1, FRAME_A12
	l32i	a13, a1, FRAME_A13
	l32i	a14, a1, FRAME_A14
	l32i	a15, a1, FRAME_A15
	l32i.n	a0, a1, FRAME_A0
	addmi	a1, a1, FRAME_SIZE
	rfe

/* Nobody handles this cause: the debugger's turn. a1 frame as the vector made it. */
function _xtos_unhandled_exception
	break	1, 1
	j	_xtos_unhandled_exception

/* Causes 2, 3, 12-15 of a core with address translation: as any other. */
function _xtos_cause3_handler
	j	_xtos_c_wrapper_handler

function _xtos_alloca_handler
	j	_xtos_unhandled_exception

/* SYSCALL 0 (spill windows) has nothing to do without windows; any other one is answered -1. Skips it. */
function _xtos_syscall_handler
	rsr.epc1 a3
	addi.n	a3, a3, 3
	wsr.epc1 a3
	l32i.n	a2, a1, FRAME_A2
	l32i.n	a3, a1, FRAME_A3
	addmi	a1, a1, FRAME_SIZE
	movi.n	a2, -1
	rfe

function _xtos_p_none
	ret.n

/* The level becomes a2, or at least a2; both return the old one. */
	.macro	set_level
	sub	a3, a3, a4
	add.n	a3, a3, a2
	wsr.ps	a3
	rsync
	.endm

function _xtos_set_intlevel
	extui	a2, a2, 0, 4
	rsr.ps	a3
	extui	a4, a3, 0, 4
	set_level
	mov.n	a2, a4
	ret.n

function _xtos_set_min_intlevel
	extui	a2, a2, 0, 4
	rsr.ps	a3
	extui	a4, a3, 0, 4
	bgeu	a4, a2, 1f
	set_level
1:	mov.n	a2, a4
	ret.n

function _xtos_restore_intlevel
	wsr.ps	a2
	rsync
	ret.n

/* The mask below INTENABLE; returns the old one. */
function _xtos_set_vpri
	rsil	a7, 1
	movi	a4, INTERRUPT_STATE
	l32i.n	a3, a4, 0
	l32i.n	a6, a4, 4
	s32i.n	a2, a4, 4
	and	a5, a3, a2
	wsr.intenable a5
	wsr.ps	a7
	rsync
	mov.n	a3, a2
	mov.n	a2, a6
	ret.n

function _xtos_ints_on
	rsil	a7, 1
	movi	a4, INTERRUPT_STATE
	l32i.n	a3, a4, 0
	l32i.n	a6, a4, 4
	or	a5, a3, a2
	s32i.n	a5, a4, 0
	and	a5, a5, a6
	wsr.intenable a5
	wsr.ps	a7
	rsync
	mov.n	a2, a3
	ret.n

function _xtos_ints_off
	rsil	a7, 1
	movi	a4, INTERRUPT_STATE
	l32i.n	a3, a4, 0
	l32i.n	a6, a4, 4
	or	a5, a3, a2
	xor	a5, a5, a2
	s32i.n	a5, a4, 0
	and	a5, a5, a6
	wsr.intenable a5
	wsr.ps	a7
	rsync
	mov.n	a2, a3
	ret.n

function ets_intr_lock
	rsil	a2, 3
	movi	a3, saved_ps
	s32i.n	a2, a3, 0
	ret.n

function ets_intr_unlock
	rsil	a2, 0
	ret.n

function xthal_get_ccount
	rsr.ccount a2
	ret.n

function xthal_get_ccompare
	bnez.n	a2, 1f
	rsr.ccompare0 a2
	ret.n
1:	movi.n	a2, 0
	ret.n

function xthal_set_ccompare
	bnez.n	a2, 1f
	wsr.ccompare0 a3
	rsync
1:	ret.n

function xthal_get_interrupt
	rsr.interrupt a2
	ret.n

function xthal_set_intclear
	wsr.intclear a2
	rsync
	ret.n

/* There are no register windows to spill. */
function xthal_window_spill
	ret.n

function rom_wait_interrupt
	waiti	0
	ret.n

/* Writes epc1, epc2, epc3, excvaddr, depc to a2[0..4]. */
function rom_exception_registers
	rsr.epc1 a3
	s32i.n	a3, a2, 0
	rsr.epc2 a3
	s32i.n	a3, a2, 4
	rsr.epc3 a3
	s32i.n	a3, a2, 8
	rsr.excvaddr a3
	s32i.n	a3, a2, 12
	rsr.depc a3
	s32i.n	a3, a2, 16
	ret.n
