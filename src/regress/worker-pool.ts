/** Threads that take jobs, one at a time each; a thread that dies is replaced. */
import { Worker } from "node:worker_threads";

/** The thread that had the job is dead. */
export class WorkerDied extends Error {
	override readonly name = "WorkerDied";
}

/** `program` answers each message, a job, with one message, the job's result. */
export class WorkerPool<Job, Result> {
	readonly #program: URL;
	readonly #size: number;
	readonly #idle: Worker[] = [];
	readonly #all = new Set<Worker>();
	/** Who waits for a thread; a job that has one is not in here. */
	readonly #waiting: {
		readonly resolve: (worker: Worker) => void;
		readonly reject: (error: Error) => void;
	}[] = [];
	#closed = false;

	/** At most `size` threads, from 1; each is made when it is needed first. */
	constructor(program: URL, size: number) {
		this.#program = program;
		this.#size = Math.max(1, size);
	}

	/** The job's result. Rejects with WorkerDied, also when the pool is closed before. */
	async run(job: Job): Promise<Result> {
		const worker = await this.#take();
		const answer = await ask<Job, Result>(worker, job);
		if (answer instanceof WorkerDied) {
			this.#all.delete(worker);
			await worker.terminate();
			if (this.#waiting.length > 0 && !this.#closed) this.#give(this.#make());
			throw answer;
		}
		this.#give(worker);
		return answer;
	}

	/** Ends all threads, and with them what they are at. */
	async close(): Promise<void> {
		this.#closed = true;
		for (const { reject } of this.#waiting.splice(0)) reject(closed());
		await Promise.all([...this.#all].map((worker) => worker.terminate()));
	}

	async #take(): Promise<Worker> {
		if (this.#closed) throw closed();
		const worker = this.#idle.pop() ?? (this.#all.size < this.#size ? this.#make() : undefined);
		return worker ?? new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
	}

	#give(worker: Worker): void {
		const next = this.#waiting.shift();
		if (next) next.resolve(worker);
		else this.#idle.push(worker);
	}

	#make(): Worker {
		const worker = new Worker(this.#program);
		this.#all.add(worker);
		return worker;
	}
}

const closed = (): WorkerDied => new WorkerDied("the threads were ended");

/** Hands a job over and waits for the answer, or for the thread's death. */
function ask<Job, Result>(worker: Worker, job: Job): Promise<Result | WorkerDied> {
	return new Promise((resolve) => {
		const settle = (answer: Result | WorkerDied) => {
			worker.off("message", settle).off("error", onError).off("exit", onExit);
			resolve(answer);
		};
		const onError = (error: Error) => settle(new WorkerDied(error.message, { cause: error }));
		const onExit = (code: number) => settle(new WorkerDied(`the thread ended with code ${code}`));
		worker.on("message", settle).on("error", onError).on("exit", onExit);
		worker.postMessage(job);
	});
}
