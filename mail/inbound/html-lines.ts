/** Collects text into lines as a page would show it. Quoted lines get a mark. */
export class HtmlLines {
  readonly #lines: string[] = [];
  #line = '';
  #isQuote = false;

  add(text: string, isQuote: boolean): void {
    const plain = text.replace(/[ \t\r\n\f]+/g, ' ');
    if (plain.trim() === '' && this.#line === '') return;
    if (isQuote !== this.#isQuote && plain.trim() !== '') {
      this.breakLine();
      this.#isQuote = isQuote;
    }
    this.#line += plain;
  }

  breakLine(): void {
    const line = this.#line.trim();
    if (line !== '') this.#lines.push(this.#isQuote ? `> ${line}` : line);
    this.#line = '';
  }

  text(): string {
    this.breakLine();
    return this.#lines.join('\n');
  }
}
