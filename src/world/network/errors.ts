/** What is wrong with what was asked of the network; `message` says it to the user. */
export class NetworkError extends Error {
	override readonly name = "NetworkError";
}
