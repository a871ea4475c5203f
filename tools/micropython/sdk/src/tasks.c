/* Application tasks: the port's scheduler under the SDK's names and priorities. */
#include "sdk.h"

bool ICACHE_FLASH_ATTR system_os_task(os_task_t task, uint8_t priority, os_event_t *queue, uint8_t length) {
	return priority < TASK_USER_COUNT && ets_task(task, TASK_USER_FIRST + priority, queue, length);
}

/* IRAM: interrupt handlers post. The ROM's convention for ets_post is 0 for success, the SDK's is true. */
bool system_os_post(uint8_t priority, os_signal_t signal, os_param_t parameter) {
	return priority < TASK_USER_COUNT && !ets_post(TASK_USER_FIRST + priority, signal, parameter);
}
