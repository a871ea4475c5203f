/** Signals that ask the process to end become a request to end cleanly; a second one ends it at once. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Listens until `release`. */
export function stopOnSignals(): { readonly stop: AbortSignal; release(): void } {
	const controller = new AbortController();
	const release = () => {
		for (const signal of SIGNALS) process.off(signal, onSignal);
	};
	const onSignal = () => {
		controller.abort();
		release();
	};
	for (const signal of SIGNALS) process.on(signal, onSignal);
	return { stop: controller.signal, release };
}
