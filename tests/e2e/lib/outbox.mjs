// What the demo would have sent: e-mails and text messages, read from the outbox of gatehouse.

const kWaitSeconds = 10;

export class Outbox {
  constructor(origin) {
    this.origin = origin;
  }

  // Newest first: { id, channel, to, subject, text }.
  async messages() {
    const answer = await fetch(`${this.origin}/outbox/messages`);
    if (!answer.ok) throw new Error(`the outbox answered ${answer.status}`);
    const body = await answer.json();
    return body.messages;
  }

  // The ids of what is there now, to wait for something newer: a second code must not be mistaken for the first.
  async mark() {
    return new Set((await this.messages()).map((message) => message.id));
  }

  // Delivery runs beside the answer to the browser, so a message may be a moment late.
  async next(to, mark = new Set()) {
    const deadline = Date.now() + kWaitSeconds * 1000;
    for (;;) {
      const message = (await this.messages()).find((one) => one.to === to && !mark.has(one.id));
      if (message) return message;
      if (Date.now() > deadline) throw new Error(`nothing for ${to} in the outbox within ${kWaitSeconds} seconds`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  // The one-time code in the next message for that address.
  async code(to, mark) {
    const message = await this.next(to, mark);
    const code = message.text.match(/\b\d{6}\b/);
    if (!code) throw new Error(`no six-digit code in: ${message.text}`);
    return code[0];
  }
}
