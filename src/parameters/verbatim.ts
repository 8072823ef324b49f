/** A parameter that is sent as it is: its text is what the server reads for the type. */
export class Verbatim {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
