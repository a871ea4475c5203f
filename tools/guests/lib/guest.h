/* What every guest program may use: the core's special registers, TAP output, traps, interrupts, time. */
#ifndef GUEST_H
#define GUEST_H

#include <stdint.h>

#include "regs.h"

#define SR_READ(name)                                            \
	({                                                           \
		uint32_t sr_value;                                       \
		__asm__ volatile("rsr." name " %0" : "=r"(sr_value) :: "memory"); \
		sr_value;                                                \
	})
#define SR_WRITE(name, value)                                    \
	do {                                                         \
		uint32_t sr_value = (value);                             \
		__asm__ volatile("wsr." name " %0\n\trsync\n\tesync" ::"r"(sr_value) : "memory"); \
	} while (0)
/* Sets PS.INTLEVEL and gives the PS from before. */
#define RSIL(level)                                              \
	({                                                           \
		uint32_t rsil_ps;                                        \
		__asm__ volatile("rsil %0, " #level : "=r"(rsil_ps)::"memory"); \
		rsil_ps;                                                 \
	})
#define WAITI(level) __asm__ volatile("waiti " #level ::: "memory")

#define PS_INTLEVEL 0xfu
#define PS_EXCM 0x10u
#define PS_UM 0x20u

/* Every guest is this. */
int main(void);

/* Console on UART0, 921600 baud 8N1: fast, so that emulated runs are short. */
#define CONSOLE_BAUD 921600
void console_init(uint32_t apb_hz_div_baud);
void console_put(char c);
void console_text(const char *text);
void console_number(uint32_t value);
void console_hex(uint32_t value);
/* Waits until the last stop bit has left. */
void console_drain(void);

/* TAP version 13. `tap_begin` on the first boot, `tap_resume` after a reset in the middle. */
void tap_begin(uint32_t plan);
void tap_resume(uint32_t already);
uint32_t tap_count(void);
void ok(int passed, const char *name);
void ok_equal(uint32_t got, uint32_t wanted, const char *name);
/* Passes when low <= got <= high. */
void ok_range(uint32_t got, uint32_t low, uint32_t high, const char *name);
void skip(const char *name, const char *why);
void note(const char *text, uint32_t value);
/* Asks the outside to act: one line "# want: ...". */
void want(const char *request);
/* "# done", then the core stops for good. */
void tap_done(void) __attribute__((noreturn));
/* As tap_done, without the line: the end of a boot that another one follows. */
void halt(void) __attribute__((noreturn));

/* Registers at an exception or interrupt, as the vectors save them; the order is crt.S's. */
struct frame {
	uint32_t a[16];
	uint32_t sar, ps, epc, cause, vaddr, vector, eps, debugcause;
};
#define VECTOR_DEBUG 0x10
#define VECTOR_NMI 0x20
#define VECTOR_KERNEL 0x30
#define VECTOR_USER 0x50
#define VECTOR_DOUBLE 0x70

/*
 * A trap is an exception that a test provokes. While traps are armed an exception is recorded, and execution
 * goes on at the return address in a0: so the faulting instruction is the first of a leaf function.
 */
struct trap {
	uint32_t count;
	uint32_t cause, epc, vaddr, ps, vector, eps, debugcause;
	/* a3 when it happened: what a load must not have changed. */
	uint32_t a3;
};
extern volatile struct trap trap;
void trap_arm(void);
void trap_disarm(void);

/* Level-1 interrupts. A handler runs at PS.INTLEVEL 1 with the frame of what it interrupted. */
typedef void (*irq_handler)(struct frame *frame);
void irq_attach(uint32_t number, irq_handler handler);
void irq_enable(uint32_t mask);
void irq_disable(uint32_t mask);
/* Interrupts that came with no handler. */
extern volatile uint32_t irq_spurious;
/* The NMI, and debug exceptions while traps are not armed. */
extern void (*nmi_handler)(struct frame *frame);

/* The CPU's and the peripheral bus's clock, MHz, as far as the guest has set them. */
extern uint32_t cpu_mhz, apb_mhz;
/* Sets the PLL up for the 26 MHz crystal: 80 MHz. Before, the ROM's set-up for 40 MHz gives 52 MHz. */
void clock_80mhz(void);
void analog_write(uint32_t host, uint32_t block, uint32_t reg, uint32_t data);
uint32_t analog_read(uint32_t host, uint32_t block, uint32_t reg);
static inline uint32_t ccount(void) { return SR_READ("ccount"); }
void delay_us(uint32_t us);
/* As delay_us, by WAITI and CCOMPARE0: costs an emulator nothing. Any interrupt ends it. At least 10 us. */
void rest_us(uint32_t us);
/* FRC2 as a stop watch of APB cycles: 32 bits, 53 s. */
void watch_start(void);
static inline uint32_t watch(void) { return FRC2_COUNT; }
/* Waits at most `us` for `condition`; 1 when it came true. */
#define wait_for(condition, us)                                  \
	({                                                           \
		uint32_t wait_start = ccount();                          \
		uint32_t wait_cycles = (us) * cpu_mhz;                   \
		int wait_met;                                            \
		while (!(wait_met = !!(condition)) && ccount() - wait_start < wait_cycles) {} \
		wait_met;                                                \
	})

#define IRAM __attribute__((section(".text")))
#define NOINLINE __attribute__((noinline))

#endif
