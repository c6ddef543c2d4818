// The page of a door, on a tablet of any age: plain ES5. It asks for news every half minute. Without
// network it goes on through the day that the page already holds, and says since when it has no news.
// The hour is the server's: what this tablet believes the time to be is never read, only how much passes.
(function () {
  var EVERY = 30000;
  var PATIENCE = 20000;
  var door = document.getElementById("door");
  var news = document.getElementById("news");
  var told = { now: 0, offset: 0, at: 0 };
  var since = null;

  function passed() {
    return window.performance && performance.now ? performance.now() : new Date().getTime();
  }

  function listen() {
    told = {
      now: Number(door.getAttribute("data-now")),
      offset: Number(door.getAttribute("data-offset")),
      at: passed(),
    };
  }

  function now() {
    return told.now + Math.max(0, passed() - told.at) / 1000;
  }

  function hour(mark) {
    var wall = new Date((mark + told.offset) * 1000);
    var minutes = wall.getUTCMinutes();
    var text = wall.getUTCHours() + "\u00a0h";
    return minutes ? text + "\u00a0" + (minutes < 10 ? "0" + minutes : minutes) : text;
  }

  function draw() {
    var at = now();
    var sections = door.querySelectorAll("[data-start]");
    for (var index = 0; index < sections.length; index += 1) {
      var section = sections[index];
      var last = index === sections.length - 1;
      var starts = Number(section.getAttribute("data-start")) <= at || index === 0;
      var shown = starts && (last || at < Number(section.getAttribute("data-end")));
      if (shown) section.removeAttribute("hidden");
      else section.setAttribute("hidden", "");
      section.querySelector("[data-hour]").textContent = hour(at);
    }
  }

  function say(words) {
    if (news.textContent !== words) news.textContent = words;
    if (words) news.removeAttribute("hidden");
    else news.setAttribute("hidden", "");
  }

  function lost() {
    if (since === null) since = told.now;
    say("Sans nouvelles depuis " + hour(since));
    draw();
  }

  function take(page) {
    var body = /<!--door-->([\s\S]*)<!--\/door-->/.exec(page);
    var mark = /data-now="(\d+)" data-offset="(-?\d+)"/.exec(page);
    if (!body || !mark) {
      lost();
      return;
    }
    door.setAttribute("data-now", mark[1]);
    door.setAttribute("data-offset", mark[2]);
    door.innerHTML = body[1];
    since = null;
    listen();
    say("");
    draw();
  }

  function ask() {
    var request = new XMLHttpRequest();
    request.open("GET", location.pathname);
    request.timeout = PATIENCE;
    request.onload = function () {
      if (request.status === 200) take(request.responseText);
      else if (request.status === 404) say("Cette plaque a été retirée : demandez une nouvelle adresse à l’accueil.");
      else lost();
    };
    request.onerror = lost;
    request.ontimeout = lost;
    request.send();
  }

  listen();
  draw();
  setInterval(draw, 1000);
  setInterval(ask, EVERY);
})();
