/* Chains of DMA descriptors (slc and MAC): size in bits 11:0, length 23:12, eof 30, owner 31; buffer; next. */
#include "rom.h"

struct descriptor {
	u32 word;
	u8 *buffer;
	struct descriptor *next;
};

#define SIZE(word) ((word) & 0xfff)
#define OWNER 0x80000000u

/* Cuts `buffer` into blocks with a descriptor each; returns how many. */
u32 lldesc_build_chain(u8 *space, u32 space_size, u8 *buffer, u32 buffer_size, u32 block, u8 owner,
		       struct descriptor **head, struct descriptor **tail)
{
	struct descriptor *d = (struct descriptor *)space;
	u32 n = buffer_size / block;
	(void)space_size;
	*head = d;
	*tail = d;
	for (u32 i = 0; i < n; i++) {
		d[i].word = block | (owner == 1 ? block << 12 : 0) | OWNER;
		d[i].buffer = buffer + i * block;
		d[i].next = i + 1 < n ? &d[i + 1] : 0;
		*tail = &d[i];
	}
	return n;
}

/* The descriptors needed for `n` bytes from the chain's start. */
struct descriptor *lldesc_num2link(struct descriptor *head, u16 n)
{
	while (n-- > 0)
		head = head->next;
	return head;
}

void lldesc_set_owner(struct descriptor *head, u8 owner)
{
	for (; head; head = head->next)
		head->word = (head->word & ~OWNER) | ((u32)owner << 31);
}
