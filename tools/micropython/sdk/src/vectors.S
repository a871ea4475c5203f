/*
 * Entry point and exception vectors, at the offsets from VECBASE that the core has (port's linker script).
 *
 * A user exception goes the way the ROM's own vector goes: a 256-byte frame on the stack, a2 to a4 saved in it, a jump
 * through the ROM's table of handlers at 0x3FFFC000, indexed by EXCCAUSE. So the ROM's interrupt dispatch and its
 * wrapper for handlers in C serve us. Everything else is fatal.
 *
 * The vectors have no names: the linker script gives the usual ones to the ROM's. Section flag R keeps what nobody
 * names.
 */

#define EXC_HANDLER_TABLE 0x3fffc000
#define FRAME_A2 20
#define FRAME_A3 24
#define FRAME_A4 28
#define STACK_TOP 0x40000000

	.section .UserEnter.text, "ax"
	.literal_position
	.literal .Lvecbase, 0x40100000
	.align 4
	.global call_user_start
	.type call_user_start, @function
/* The port's firmware_start comes here from the ROM, with a stack and the flash window still closed. */
call_user_start:
	l32r a2, .Lvecbase
	wsr.vecbase a2
	j start_on_fresh_stack

	.section .DebugExceptionVector.text, "axR"
1:
	waiti 2
	j 1b

	.section .NMIExceptionVector.text, "axR"
	rfi 3

	.section .KernelExceptionVector.text, "axR"
	j fatal_in_kernel_mode

	.section .UserExceptionVector.text, "axR"
	addmi a1, a1, -0x100
	s32i.n a2, a1, FRAME_A2
	s32i.n a3, a1, FRAME_A3
	j user_exception

	.section .DoubleExceptionVector.text, "axR"
	j fatal_in_kernel_mode

	.section .text.vectors, "ax"
	.literal_position
	.literal .Lhandlers, EXC_HANDLER_TABLE
	.literal .Lstack_top, STACK_TOP
	.align 4
/* The collector scans the stack up to its top, so what the ROM left there must not be below our frames. */
start_on_fresh_stack:
	l32r a1, .Lstack_top
	addi a1, a1, -16
	call0 sdk_start

	.align 4
user_exception:
	l32r a3, .Lhandlers
	rsr.exccause a2
	addx4 a3, a2, a3
	l32i.n a3, a3, 0
	s32i.n a4, a1, FRAME_A4
	jx a3

	.align 4
fatal_in_kernel_mode:
	l32r a1, .Lstack_top
	addi a1, a1, -16
	call0 sdk_fatal_in_kernel_mode

/*
 * esp.esf_free_bufs() reads the address of the buffer lists from the literal in front of this function. There is no
 * Wi-Fi driver, so all lists are empty.
 */
	.section .text.esf_rx_buf_alloc, "ax"
	.align 4
	.word no_buffer_lists
	.global esf_rx_buf_alloc
	.type esf_rx_buf_alloc, @function
esf_rx_buf_alloc:
	movi.n a2, 0
	ret.n

	.section .bss.no_buffer_lists, "aw", @nobits
	.align 4
no_buffer_lists:
	.space 32
