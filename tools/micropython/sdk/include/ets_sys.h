/* Interrupts and the event loop: partly the ROM's functions, partly the port's own (tasks). */
#ifndef REPLAY_SDK_ETS_SYS_H
#define REPLAY_SDK_ETS_SYS_H

#include "eagle_soc.h"
#include "os_type.h"

#define ETS_WDEV_INUM 0
#define ETS_SPI_INUM 2
#define ETS_GPIO_INUM 4
#define ETS_UART_INUM 5
#define ETS_WDT_INUM 8
#define ETS_FRC_TIMER1_INUM 9
#define ETS_FRC_TIMER2_INUM 10

typedef void (*ets_isr_t)(void *arg);

void ets_intr_lock(void);
void ets_intr_unlock(void);
void ets_isr_attach(int number, ets_isr_t handler, void *arg);
void ets_isr_mask(uint32_t mask);
void ets_isr_unmask(uint32_t mask);

#define ETS_INTR_LOCK() ets_intr_lock()
#define ETS_INTR_UNLOCK() ets_intr_unlock()
#define ETS_INTR_ENABLE(number) ets_isr_unmask(1u << (number))
#define ETS_INTR_DISABLE(number) ets_isr_mask(1u << (number))

#define ETS_GPIO_INTR_ATTACH(handler, arg) ets_isr_attach(ETS_GPIO_INUM, (ets_isr_t)(handler), (arg))
#define ETS_GPIO_INTR_ENABLE() ETS_INTR_ENABLE(ETS_GPIO_INUM)
#define ETS_GPIO_INTR_DISABLE() ETS_INTR_DISABLE(ETS_GPIO_INUM)
#define ETS_UART_INTR_ATTACH(handler, arg) ets_isr_attach(ETS_UART_INUM, (ets_isr_t)(handler), (arg))
#define ETS_UART_INTR_ENABLE() ETS_INTR_ENABLE(ETS_UART_INUM)
#define ETS_UART_INTR_DISABLE() ETS_INTR_DISABLE(ETS_UART_INUM)
#define ETS_FRC_TIMER1_INTR_ATTACH(handler, arg) \
	ets_isr_attach(ETS_FRC_TIMER1_INUM, (ets_isr_t)(handler), (arg))
#define ETS_FRC1_INTR_ENABLE() ETS_INTR_ENABLE(ETS_FRC_TIMER1_INUM)
#define ETS_FRC1_INTR_DISABLE() ETS_INTR_DISABLE(ETS_FRC_TIMER1_INUM)

/* The port brings its own task scheduler under these names. */
bool ets_task(os_task_t task, uint8_t priority, os_event_t *queue, uint8_t length);
bool ets_post(uint8_t priority, os_signal_t signal, os_param_t parameter);
bool ets_run(void);

#endif
