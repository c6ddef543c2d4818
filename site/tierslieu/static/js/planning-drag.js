// <planning-drag> around the table of a day: with a mouse, a free stretch is drawn and becomes the form of the
// room, one's own booking is picked up and put elsewhere. Every cell stays a link: keyboard, touch and readers
// take the same forms from there.
const QUARTER = 15;
const FAR_ENOUGH = 5;

class PlanningDrag extends HTMLElement {
  connectedCallback() {
    this.frame = this.querySelector(".planning-frame");
    this.table = this.querySelector("table");
    this.form = this.querySelector("[data-move-form]");
    this.hours = [...this.table.querySelectorAll("[data-hour]")];
    this.addEventListener("pointerdown", (event) => this.taken(event));
    this.addEventListener("dragstart", (event) => event.preventDefault());
    this.addEventListener("click", (event) => this.clicked(event), true);
    window.addEventListener("pointermove", (event) => this.drag && this.moved(event));
    window.addEventListener("pointerup", () => this.drag && this.dropped());
    window.addEventListener("keydown", (event) => event.key === "Escape" && this.drag && this.putDown());
  }

  get columns() {
    return this.hours.length * 4;
  }

  // Where the quarters of an hour begin on the screen, and how wide each is.
  scale() {
    const first = this.hours[0].getBoundingClientRect();
    const last = this.hours.at(-1).getBoundingClientRect();
    return { left: first.left, quarter: (last.right - first.left) / this.columns };
  }

  column(x) {
    const { left, quarter } = this.scale();
    return Math.min(Math.max(Math.floor((x - left) / quarter), 0), this.columns - 1);
  }

  taken(event) {
    this.swallow = false;
    const cell = event.target.closest("td");
    const row = cell?.closest("tr[data-room]");
    if (event.pointerType !== "mouse" || event.button !== 0 || !row) return;
    const at = this.column(event.clientX);
    const begins = this.begins(cell);
    const common = { row, x: event.clientX, y: event.clientY, at, first: begins, last: begins + cell.colSpan };
    if (cell.dataset.move && this.form) this.drag = { ...common, cell, length: cell.colSpan };
    else if (cell.querySelector(".planning__free")) this.drag = common;
  }

  begins(cell) {
    let column = 0;
    for (let before = cell.previousElementSibling; before; before = before.previousElementSibling) {
      if (before.matches(".planning__slot")) column += before.colSpan;
    }
    return column;
  }

  moved(event) {
    const drag = this.drag;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) >= FAR_ENOUGH;
    if (!drag.ghost && !far) return;
    if (!drag.ghost) this.begin();
    const column = this.column(event.clientX);
    if (drag.cell) this.carry(event, column);
    else this.stretch(column);
    this.show();
  }

  begin() {
    this.drag.ghost = document.createElement("div");
    this.drag.ghost.className = "planning-ghost";
    this.drag.ghost.setAttribute("aria-hidden", "true");
    this.frame.append(this.drag.ghost);
    this.classList.add("is-dragging");
    getSelection().removeAllRanges();
  }

  stretch(column) {
    const { at, first, last } = this.drag;
    const there = Math.min(Math.max(column, first), last - 1);
    this.drag.from = Math.min(at, there);
    this.drag.to = Math.max(at, there) + 1;
  }

  carry(event, column) {
    const { at, first, length } = this.drag;
    const from = Math.min(Math.max(first + column - at, 0), this.columns - length);
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("tr[data-room]");
    if (over && this.contains(over)) this.drag.row = over;
    this.drag.from = from;
    this.drag.to = from + length;
  }

  show() {
    const { ghost, row, from, to } = this.drag;
    const { left, quarter } = this.scale();
    const frame = this.frame.getBoundingClientRect();
    const line = row.getBoundingClientRect();
    ghost.style.insetInlineStart = `${left - frame.left + this.frame.scrollLeft + from * quarter}px`;
    ghost.style.inlineSize = `${(to - from) * quarter}px`;
    ghost.style.insetBlockStart = `${line.top - frame.top}px`;
    ghost.style.blockSize = `${line.height}px`;
    const [starts, ends] = this.times();
    ghost.textContent = `${said(starts)} – ${said(ends)}`;
  }

  // The wall clock at a column, in minutes of the day, as the head of the table says it.
  clock(column) {
    const hour = this.hours[Math.min(Math.floor(column / 4), this.hours.length - 1)];
    const quarters = column - this.hours.indexOf(hour) * 4;
    return (Number(hour.dataset.hour) * 60 + quarters * QUARTER) % 1440;
  }

  times() {
    const { cell, from, to } = this.drag;
    if (!cell) return [this.clock(from), this.clock(to)];
    const starts = this.clock(from) + (minutes(cell.dataset.starts) % QUARTER);
    return [starts, (starts + Number(cell.dataset.minutes)) % 1440];
  }

  dropped() {
    const drag = this.drag;
    if (!drag.ghost) {
      this.drag = null;
      return;
    }
    this.swallow = true;
    setTimeout(() => (this.swallow = false));
    const [starts, ends] = this.times().map(typed);
    const stays = drag.cell && drag.row === drag.cell.closest("tr") && drag.from === drag.first;
    if (!stays) this.send(drag, starts, ends);
    this.end();
  }

  send(drag, starts, ends) {
    if (!drag.cell) {
      const asked = new URLSearchParams({ jour: this.table.dataset.day, de: starts, a: ends });
      location.assign(`${drag.row.dataset.href}?${asked}#reserver`);
      return;
    }
    this.form.action = drag.cell.dataset.move;
    this.form.elements.space.value = drag.row.dataset.room;
    this.form.elements.starts.value = starts;
    this.form.elements.ends.value = ends;
    this.form.submit();
  }

  // The button is still down: letting it go over a link is no click either.
  putDown() {
    this.swallow = Boolean(this.drag.ghost);
    window.addEventListener("pointerup", () => setTimeout(() => (this.swallow = false)), { once: true });
    this.end();
  }

  // A drag ends on a link: the click that follows is not one. The timers of a busy page come late, so that a
  // new press ends it too.
  clicked(event) {
    if (this.swallow) event.preventDefault();
  }

  end() {
    this.drag.ghost?.remove();
    this.drag = null;
    this.classList.remove("is-dragging");
  }
}

function minutes(text) {
  const [hour, minute] = text.split(":").map(Number);
  return hour * 60 + minute;
}

function typed(at) {
  return [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function said(at) {
  const [hour, minute] = [Math.floor(at / 60), at % 60];
  return minute ? `${hour}\u00a0h\u00a0${String(minute).padStart(2, "0")}` : `${hour}\u00a0h`;
}

customElements.define("planning-drag", PlanningDrag);
