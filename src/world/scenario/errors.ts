/** A scenario file that cannot be used; `message` says where and what is allowed. */
export class ScenarioError extends Error {
	override readonly name = "ScenarioError";
}
