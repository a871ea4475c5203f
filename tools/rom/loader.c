/*
 * Loading an image from flash offset 0. The format (E9, segments of address, length, data, an XOR checksum in the
 * last byte of the last block of 16) is esptool's documentation; what is printed was observed. The flash is read in
 * blocks of 16 bytes: "room" is what is left of the block when a segment's data begins, "tail" how much of its last
 * block a segment uses, and "ho ... tail ... room" says that a segment's header lies across two blocks.
 */
#include "rom.h"

#define BLOCK 16
#define CHECKSUM_SEED 0xef

struct reader {
	u32 offset;	/* flash offset of the block after `block` */
	u32 used;	/* bytes of `block` that have been taken */
	u32 block[BLOCK / 4];
};

static void next_block(struct reader *r)
{
	if (SPIRead(r->offset, r->block, BLOCK))
		ets_printf("SPI read error\n");
	r->offset += BLOCK;
	r->used = 0;
}

static void take(struct reader *r, u8 *to, u32 n)
{
	while (n--) {
		if (r->used == BLOCK)
			next_block(r);
		*to++ = ((u8 *)r->block)[r->used++];
	}
}

/* Copies one segment; instruction RAM takes whole words only. */
static u32 load_segment(struct reader *r, u32 to, u32 length, u32 sum)
{
	while (length) {
		u32 word = 0;
		u32 n = length < 4 ? length : 4;
		take(r, (u8 *)&word, n);
		for (u32 i = 0; i < n; i++) {
			sum ^= ((u8 *)&word)[i];
			if (n < 4 && to < 0x40000000)
				*(u8 *)(to + i) = ((u8 *)&word)[i];
		}
		if (n == 4 && (to & 3) == 0)
			*(u32 *)to = word;
		else if (n == 4 || to >= 0x40000000)
			memcpy((void *)to, &word, 4);
		to += n;
		length -= n;
	}
	return sum & 0xff;
}

u32 load_flash(void)
{
	struct reader r;
	struct {
		u8 magic, segments, mode, size_and_speed;
		u32 entry;
	} image;
	struct {
		u32 address, length;
	} segment;
	u32 sum = CHECKSUM_SEED;
	u32 part = 0;

	SelectSpiFunction();
	spi_flash_attach();
	r.offset = 0;
	next_block(&r);
	take(&r, (u8 *)&image, 8);
	if (image.magic != 0xe9)
		rom_give_up("ets_main.c");
	SPIReadModeCnfig(image.mode);
	for (u32 i = 0; i < image.segments; i++) {
		if (i > 0 && r.used < BLOCK && BLOCK - r.used < 8)
			ets_printf("ho %d tail %d room %d\n", r.used - part, part, BLOCK - r.used);
		take(&r, (u8 *)&segment, 8);
		/* A header that fills the image's first block still counts that block as room. */
		u32 room = i == 0 ? BLOCK : BLOCK - r.used;
		part = segment.length < room ? segment.length : (segment.length - room) % BLOCK;
		ets_printf("load 0x%08x, len %d, room %d \n", segment.address, segment.length, room);
		ets_printf("tail %d\n", part);
		sum = load_segment(&r, segment.address, segment.length, sum);
		ets_printf("chksum 0x%02x\n", sum);
	}
	if (image.segments > 0) {
		u8 want;
		if (r.used == BLOCK)
			next_block(&r);
		r.used = BLOCK - 1;
		take(&r, &want, 1);
		ets_printf("csum 0x%02x\n", sum);
		if (want != sum) {
			ets_printf("csum err\n");
			rom_give_up("ets_main.c");
		}
	}
	return image.entry;
}
