// Read calendars with ical.js: one JSON string per line in, the instants of its events per line out.
const ICAL = require("./../vendor/ical.cjs");
const MOST = 3000;

function instants(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const masters = [], others = {};
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const uid = component.getFirstPropertyValue("uid");
    if (component.hasProperty("recurrence-id")) (others[uid] ??= []).push(component);
    else masters.push(component);
  }
  const found = [];
  const keep = (item, start, end) => {
    if (item.component.getFirstPropertyValue("status") === "CANCELLED") return;
    found.push([start.toUnixTime(), end.toUnixTime()]);
  };
  for (const component of masters) {
    const exceptions = others[component.getFirstPropertyValue("uid")] ?? [];
    const event = new ICAL.Event(component, { strictExceptions: true, exceptions });
    if (!event.isRecurring()) { keep(event, event.startDate, event.endDate); continue; }
    const iterator = event.iterator();
    for (let next = iterator.next(), count = 0; next && count < MOST; next = iterator.next(), count++) {
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      keep(item, startDate, endDate);
    }
  }
  return found;
}

require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(JSON.stringify(instants(JSON.parse(line))) + "\n");
});
