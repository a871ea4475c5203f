/*
 * Chains of DMA descriptors (slc and MAC): size in bits 11:0, length 23:12, start of frame 29, end of frame 30, owner 31;
 * buffer; next.
 */
#include "rom.h"

struct descriptor {
	u32 word;
	u8 *buffer;
	struct descriptor *next;
};

#define KEPT 0x1f000000u
#define OWNER 0x80000000u

/* Cuts `buffer` into blocks with a descriptor each; returns how many. The first descriptor is made in any case. */
u32 lldesc_build_chain(struct descriptor *d, u32 space_size, u8 *buffer, u32 buffer_size, u32 block, u8 filled,
		       struct descriptor **head, struct descriptor **tail)
{
	u32 n = buffer_size / block;

	*head = d;
	for (u32 i = 0;; i++, d++, buffer += block) {
		d->word = (d->word & KEPT) | block | (filled ? block << 12 : 0) | OWNER;
		d->buffer = buffer;
		d->next = 0;
		if (i + 1 >= n)
			break;
		d->next = d + 1;
	}
	*tail = d;
	return n;
}

/* The `n`th descriptor of a chain, counted from 1. */
struct descriptor *lldesc_num2link(struct descriptor *head, u16 n)
{
	while (n-- > 1)
		head = head->next;
	return head;
}

/* Hands the first `n` descriptors over; returns the last of them. */
struct descriptor *lldesc_set_owner(struct descriptor *head, u16 n, u8 owner)
{
	for (;; head = head->next) {
		head->word = (head->word & ~OWNER) | ((u32)owner << 31);
		if (n-- <= 1)
			return head;
	}
}
