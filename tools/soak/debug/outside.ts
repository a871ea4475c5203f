/** Notices whatever this process asks of the world around it: files, other programs, the network. */
import childProcess from "node:child_process";
import dgram from "node:dgram";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";

type Functions = Record<string, unknown>;

/** Runs `work`; names of the functions that were called. */
export function callsOutside(work: () => void): string[] {
	const called = new Set<string>();
	const undo: (() => void)[] = [];
	for (const [name, module] of Object.entries({ fs, childProcess, net, dgram })) {
		const functions = module as unknown as Functions;
		for (const [key, own] of Object.entries(functions)) {
			if (typeof own !== "function" || /^[A-Z]/.test(key)) continue;
			functions[key] = (...args: unknown[]) => {
				called.add(`${name}.${key}`);
				return own(...args);
			};
			undo.push(() => {
				functions[key] = own;
			});
		}
	}
	syncBuiltinESMExports();
	try {
		work();
	} finally {
		for (const one of undo) one();
		syncBuiltinESMExports();
	}
	return [...called];
}
