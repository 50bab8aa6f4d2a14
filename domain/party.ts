/** A person as the records know them. Copied into a decision when it is made, so that later changes of the register do not rewrite history. */
export interface Party {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** Somebody who may decide at a step, with the capacity they act in ("MLS admin", "Broker of record"). */
export interface Approver extends Party {
  readonly title: string;
}
