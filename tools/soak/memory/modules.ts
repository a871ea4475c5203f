/** Counts the WebAssembly modules of this process: what was compiled, and what of it the garbage collector still keeps. */

export interface ModuleCount {
	readonly compiled: number;
	readonly kept: number;
}

/** Begins to count; the result says how many there are so far. What was compiled before is not counted. */
export function countModules(): () => ModuleCount {
	let compiled = 0;
	let gone = 0;
	const registry = new FinalizationRegistry<undefined>(() => {
		gone++;
	});
	WebAssembly.Module = new Proxy(WebAssembly.Module, {
		construct(target, args: [BufferSource]) {
			const made = new target(...args);
			compiled++;
			registry.register(made, undefined);
			return made;
		},
	});
	return () => ({ compiled, kept: compiled - gone });
}
