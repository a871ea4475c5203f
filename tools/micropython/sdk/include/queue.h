/* Singly linked tail queues: only what the scan and station lists need. */
#ifndef REPLAY_SDK_QUEUE_H
#define REPLAY_SDK_QUEUE_H

#define STAILQ_ENTRY(type) \
	struct { \
		struct type *stqe_next; \
	}
#define STAILQ_NEXT(element, field) ((element)->field.stqe_next)

#endif
