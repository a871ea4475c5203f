/* Events, tasks and timers. */
#ifndef REPLAY_SDK_OS_TYPE_H
#define REPLAY_SDK_OS_TYPE_H

#include "c_types.h"

typedef uint32_t os_signal_t;
typedef uint32_t os_param_t;

typedef struct {
	os_signal_t sig;
	os_param_t par;
} os_event_t;

typedef void (*os_task_t)(os_event_t *event);
typedef void os_timer_func_t(void *arg);

typedef struct os_timer {
	struct os_timer *timer_next;
	/* FRC2 count at which it fires. */
	uint32_t timer_expire;
	/* FRC2 counts between two firings; 0 fires once. */
	uint32_t timer_period;
	os_timer_func_t *timer_func;
	void *timer_arg;
} os_timer_t;

/* Port sources that include this one expect the interrupt macros with it. */
#include "ets_sys.h"

#endif
