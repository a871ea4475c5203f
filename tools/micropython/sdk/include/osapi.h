/* Timers, delays, output of system messages, C strings. */
#ifndef REPLAY_SDK_OSAPI_H
#define REPLAY_SDK_OSAPI_H

#include <string.h>

#include "os_type.h"

void ets_delay_us(uint32_t us);
#define os_delay_us ets_delay_us

void os_install_putc1(void (*write)(char c));
int os_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

void os_timer_setfn(os_timer_t *timer, os_timer_func_t *function, void *arg);
void os_timer_arm(os_timer_t *timer, uint32_t milliseconds, bool repeat);
void os_timer_arm_us(os_timer_t *timer, uint32_t microseconds, bool repeat);
void os_timer_disarm(os_timer_t *timer);

void uart_div_modify(uint8_t uart, uint32_t divider);

#define os_memcpy memcpy
#define os_memset memset
#define os_memcmp memcmp
#define os_strlen strlen

#endif
