/*
 * Start-up and vectors. VECBASE is 0x40100000; offsets as the core's configuration has them:
 * debug 0x10, NMI 0x20, kernel 0x30, user 0x50, double 0x70.
 */
#define F_SAR 64
#define F_PS 68
#define F_EPC 72
#define F_CAUSE 76
#define F_VADDR 80
#define F_VECTOR 84
#define F_EPS 88
#define F_DEBUGCAUSE 92
#define F_SIZE 96

	.section .vectors, "ax"
	.global _vectors
_vectors:
	.org 0x10
	wsr.excsave2 a0
	movi a0, 0x10
	j debug_entry
	.org 0x20
	wsr.excsave3 a0
	movi a0, 0x20
	j nmi_entry
	.org 0x30
	wsr.excsave1 a0
	movi a0, 0x30
	j general_entry
	.org 0x50
	wsr.excsave1 a0
	movi a0, 0x50
	j general_entry
	.org 0x70
	wsr.excsave2 a0
	j double_entry
	.org 0x80

	.text
	.literal_position

	.global _start
	.align 4
_start:
	movi a2, 0
	wsr.intenable a2
	movi a2, _vectors
	wsr.vecbase a2
	movi a2, 0x20
	wsr.ps a2
	rsync
	movi a1, _stack_top
	movi a2, _bss_start
	movi a3, _bss_end
	movi a4, 0
1:	bgeu a2, a3, 2f
	s32i a4, a2, 0
	addi a2, a2, 4
	j 1b
2:	call0 guest_start
	.global core_stop
core_stop:
	waiti 15
	j core_stop

/* Registers into a frame below the stack pointer, C, and back. \saved holds a0, \epc and \eps the way back. */
	.macro ENTER saved, epc
	addi a1, a1, -F_SIZE
	s32i a0, a1, F_VECTOR
	rsr.\saved a0
	s32i a0, a1, 0
	addi a0, a1, F_SIZE
	s32i a0, a1, 4
	s32i a2, a1, 8
	s32i a3, a1, 12
	s32i a4, a1, 16
	s32i a5, a1, 20
	s32i a6, a1, 24
	s32i a7, a1, 28
	s32i a8, a1, 32
	s32i a9, a1, 36
	s32i a10, a1, 40
	s32i a11, a1, 44
	s32i a12, a1, 48
	s32i a13, a1, 52
	s32i a14, a1, 56
	s32i a15, a1, 60
	rsr.sar a2
	s32i a2, a1, F_SAR
	rsr.ps a2
	s32i a2, a1, F_PS
	rsr.\epc a2
	s32i a2, a1, F_EPC
	rsr.exccause a2
	s32i a2, a1, F_CAUSE
	rsr.excvaddr a2
	s32i a2, a1, F_VADDR
	rsr.debugcause a2
	s32i a2, a1, F_DEBUGCAUSE
	.endm

	.macro LEAVE epc
	l32i a2, a1, F_EPC
	wsr.\epc a2
	l32i a2, a1, F_SAR
	wsr.sar a2
	l32i a0, a1, 0
	l32i a2, a1, 8
	l32i a3, a1, 12
	l32i a4, a1, 16
	l32i a5, a1, 20
	l32i a6, a1, 24
	l32i a7, a1, 28
	l32i a8, a1, 32
	l32i a9, a1, 36
	l32i a10, a1, 40
	l32i a11, a1, 44
	l32i a12, a1, 48
	l32i a13, a1, 52
	l32i a14, a1, 56
	l32i a15, a1, 60
	addi a1, a1, F_SIZE
	.endm

	.align 4
general_entry:
	ENTER excsave1, epc1
	/* C runs with exceptions allowed again and level-1 interrupts held off. */
	l32i a2, a1, F_PS
	movi a3, 0x20
	and a2, a2, a3
	addi a2, a2, 1
	wsr.ps a2
	rsync
	mov a2, a1
	call0 general_exception
	l32i a2, a1, F_PS
	wsr.ps a2
	rsync
	LEAVE epc1
	rfe

	.align 4
debug_entry:
	ENTER excsave2, epc2
	rsr.eps2 a2
	s32i a2, a1, F_EPS
	mov a2, a1
	call0 debug_exception
	l32i a2, a1, F_EPS
	wsr.eps2 a2
	LEAVE epc2
	rfi 2

	.align 4
nmi_entry:
	ENTER excsave3, epc3
	rsr.eps3 a2
	s32i a2, a1, F_EPS
	mov a2, a1
	call0 nmi_exception
	l32i a2, a1, F_EPS
	wsr.eps3 a2
	LEAVE epc3
	rfi 3

/* A double exception comes with PS.EXCM set; it leaves its marks and returns to the address in a0. */
	.align 4
double_entry:
	movi a0, trap
	s32i a3, a0, 32
	l32i a3, a0, 0
	addi a3, a3, 1
	s32i a3, a0, 0
	rsr.exccause a3
	s32i a3, a0, 4
	rsr.depc a3
	s32i a3, a0, 8
	rsr.excvaddr a3
	s32i a3, a0, 12
	rsr.ps a3
	s32i a3, a0, 16
	movi a3, 0x70
	s32i a3, a0, 20
	l32i a3, a0, 32
	rsr.excsave2 a0
	wsr.depc a0
	rsync
	rfde
