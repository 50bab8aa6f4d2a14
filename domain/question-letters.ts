/** The letters, by template, that ask an approver to decide. */
const toApprovers: readonly string[] = ['ask', 'contact', 'remind'];

export function asksApprover({ template }: { readonly template: string }): boolean {
  return toApprovers.includes(template);
}

/** An approver's question, on its way to the developer. */
export function asksDeveloper({ template }: { readonly template: string }): boolean {
  return template === 'question';
}
