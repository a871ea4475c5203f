/*
 * The least of a boot ROM, for tests that have no other: wakes the flash, copies the image's segments to where
 * its header says, and jumps to its entry. No banner, no checksum, no straps. Assembled at 0x40000000.
 *
 * Image: byte 0 is 0xE9, byte 1 the number of segments, word 1 the entry; each segment is address, length, data.
 */
	.section .text, "ax"
	.org 0x10
spi0:	.word 0x60000200
release_power_down:	.word 0x00100000
dport:	.word 0x3ff00000
flash:	.word 0x40200000
	.org 0x80
	.global _start
_start:
	l32r a2, spi0
	l32r a3, release_power_down
	s32i a3, a2, 0
1:	l32i a3, a2, 0
	bnez a3, 1b
	/* The flash window: flush the cache, switch it on, megabyte 0. */
	l32r a4, dport
	l32i a3, a4, 0x0c
	movi a5, 1
	or a3, a3, a5
	s32i a3, a4, 0x0c
2:	l32i a3, a4, 0x0c
	bbci a3, 1, 2b
	movi a3, 0x100
	s32i a3, a4, 0x0c
	l32r a2, flash
	l32i a6, a2, 0
	extui a6, a6, 8, 8
	l32i a7, a2, 4
	addi a2, a2, 8
3:	beqz a6, 6f
	l32i a8, a2, 0
	l32i a9, a2, 4
	addi a2, a2, 8
	add a9, a9, a2
4:	bgeu a2, a9, 5f
	l32i a10, a2, 0
	s32i a10, a8, 0
	addi a2, a2, 4
	addi a8, a8, 4
	j 4b
5:	addi a6, a6, -1
	j 3b
	/* A program starts with the flash window shut, as the mask ROM leaves it. */
6:	movi a3, 0
	s32i a3, a4, 0x0c
	jx a7
