/* First fit over the rest of DRAM. Blocks lie one behind the other; neighbours that are free become one. */
#include "mem.h"
#include "osapi.h"
#include "sdk.h"

struct block {
	/* Bytes behind this header; bit 0 says in use. */
	uint32_t size;
	/* Keeps what is handed out aligned to 8. */
	uint32_t unused;
};

#define IN_USE 1u
#define SPLIT_AT_LEAST (sizeof(struct block) + 16)

extern uint8_t _heap_start[], _heap_end[];

static struct block *first, *end;

static inline struct block *next_of(struct block *block) {
	return (struct block *)((uint8_t *)(block + 1) + (block->size & ~IN_USE));
}

void ICACHE_FLASH_ATTR sdk_heap_init(void) {
	first = (struct block *)(((uint32_t)_heap_start + 7) & ~7u);
	end = (struct block *)((uint32_t)_heap_end & ~7u);
	first->size = (uint8_t *)end - (uint8_t *)(first + 1);
}

static void ICACHE_FLASH_ATTR join_free_neighbours(struct block *block) {
	for (struct block *next = next_of(block); next < end && !(next->size & IN_USE); next = next_of(block)) {
		block->size += sizeof(struct block) + next->size;
	}
}

static void ICACHE_FLASH_ATTR take(struct block *block, uint32_t size) {
	if (block->size >= size + SPLIT_AT_LEAST) {
		struct block *rest = (struct block *)((uint8_t *)(block + 1) + size);
		rest->size = block->size - size - sizeof(struct block);
		block->size = size;
	}
	block->size |= IN_USE;
}

void *ICACHE_FLASH_ATTR os_malloc(size_t size) {
	size = (size + 7) & ~7u;
	for (struct block *block = first; block < end; block = next_of(block)) {
		if (block->size & IN_USE) continue;
		join_free_neighbours(block);
		if (block->size < size) continue;
		take(block, size);
		return block + 1;
	}
	return NULL;
}

void *ICACHE_FLASH_ATTR os_zalloc(size_t size) {
	void *block = os_malloc(size);
	if (block) memset(block, 0, size);
	return block;
}

void ICACHE_FLASH_ATTR os_free(void *memory) {
	if (memory) ((struct block *)memory)[-1].size &= ~IN_USE;
}

uint32_t ICACHE_FLASH_ATTR system_get_free_heap_size(void) {
	uint32_t bytes = 0;
	for (struct block *block = first; block < end; block = next_of(block)) {
		if (!(block->size & IN_USE)) bytes += block->size;
	}
	return bytes;
}

void ICACHE_FLASH_ATTR system_print_meminfo(void) {
	os_printf("heap : %p ~ %p, free %u\n", first, end, (unsigned)system_get_free_heap_size());
}
