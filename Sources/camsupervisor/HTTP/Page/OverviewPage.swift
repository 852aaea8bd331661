/// The page at `/`: one static document, no dependencies, no build step.
///
/// A camera with views has a tile for each that is shown, the camera itself first.
///
/// Tiles in sight show their cameras, the first four as live streams and the rest as stills in turn: a browser opens six
/// connections to a host, and with a stream in each of nine tiles the last three and the page itself stood still. A tile
/// out of sight, a page in the background and a camera that is away have no source, so they cost nothing and no old
/// picture looks live. State, age and last error come from the API every two seconds.
enum OverviewPage {
    static let html = #"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Cameras</title>
        <style>
          :root { color-scheme: dark light; font: 15px/1.4 system-ui, sans-serif; background: #14171a; color: #e4e7ea; }
          body { margin: 0; padding: 1rem; }
          header { display: flex; gap: 1rem; align-items: baseline; margin-bottom: 1rem; }
          h1 { font-size: 1.1rem; margin: 0; }
          #summary { color: #9aa3ab; }
          main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); }
          figure { margin: 0; background: #1d2125; border-radius: .5rem; overflow: hidden; }
          .frame { display: block; position: relative; width: 100%; aspect-ratio: 16/9; background: #0b0d0e; }
          .frame::after { content: attr(data-words); position: absolute; inset: 0; padding: 1rem; display: grid;
            place-items: center; text-align: center; color: #9aa3ab; overflow-wrap: anywhere; overflow: hidden; }
          .frame img:not([src]) { visibility: hidden !important; }
          .frame img { width: 100%; height: 100%; object-fit: contain; display: block; }
          figcaption { padding: .5rem .75rem .65rem; }
          .name { font-weight: 600; }
          .state { float: right; padding: 0 .5rem; border-radius: 1rem; background: #343b42; font-size: .85rem; }
          .live .state { background: #1f6f43; } .idle .state { background: #34506b; }
          .stale .state, .offline .state { background: #8a5a00; }
          .refused .state, .misconfigured .state { background: #8c2f2f; }
          .video { color: #7fb4e6; font-size: .85rem; }
          .facts, .reason { color: #9aa3ab; font-size: .85rem; } .reason { color: #f0b86c; overflow-wrap: anywhere; }
        </style>
        <header><h1>Cameras</h1><span id="summary">loading …</span></header>
        <main id="tiles"></main>
        <script>
        "use strict";
        const token = new URLSearchParams(location.search).get("token");
        const withToken = path => token ? path + "?token=" + encodeURIComponent(token) : path;
        const tiles = new Map();
        // A browser opens six connections to a host: four for streams, one for stills, one for the state of all.
        const mostStreams = 4;
        const away = new Set(["offline", "refused", "off", "misconfigured"]);
        const inSight = new Set();
        const isShown = figure => inSight.has(figure) && !document.hidden && !away.has(figure.dataset.state);
        const watch = new IntersectionObserver(entries => {
          for (const entry of entries) entry.isIntersecting ? inSight.add(entry.target) : inSight.delete(entry.target);
          assign();
        });
        function assign() {
          let streams = 0;
          for (const figure of tiles.values()) {
            const image = figure.querySelector("img");
            const isLive = isShown(figure) && streams++ < mostStreams;
            if (isLive !== (image.dataset.kind === "stream")) {
              image.dataset.kind = isLive ? "stream" : "";
              isLive ? image.src = figure.dataset.stream : image.removeAttribute("src");
            }
            if (!isShown(figure)) image.removeAttribute("src");
            // A still whose turn has not come for so long is not to look live.
            image.style.opacity = isLive || Date.now() - image.shownAt < 10000 ? 1 : .3;
          }
        }
        const pause = time => new Promise(resolve => setTimeout(resolve, time));
        let turn = 0;
        async function stills() {
          for (;;) {
            for (const figure of [...tiles.values()]) {
              const image = figure.querySelector("img");
              if (!inSight.has(figure) || document.hidden || image.dataset.kind === "stream") continue;
              const still = figure.dataset.still + (token ? "&" : "?") + "turn=" + ++turn;
              let answer;
              if (isShown(figure)) {
                answer = new Promise(resolve => { image.done = resolve; image.src = still; });
              } else {
                // Asked now and then, or its worker would not try it again; shown when its state says that it is back.
                if (Date.now() - (figure.askedAt || 0) < 10000) continue;
                figure.askedAt = Date.now();
                answer = fetch(still, { cache: "no-store" }).catch(() => {});
              }
              await Promise.race([pause(5000), answer]);
            }
            await pause(500);
          }
        }
        function tile(camera, before) {
          let figure = tiles.get(camera.id);
          if (figure) return figure;
          figure = document.createElement("figure");
          figure.innerHTML = '<a class="frame"><img alt=""></a><figcaption><span class="state"></span>' +
            '<span class="name"></span> <a class="video" hidden>live video</a><div class="facts"></div><div class="reason"></div></figcaption>';
          figure.dataset.stream = withToken("/api/camera_proxy_stream/" + camera.id);
          figure.dataset.still = withToken("/api/camera_proxy/" + camera.id);
          figure.querySelector("a").href = figure.dataset.still;
          figure.querySelector(".video").href = withToken("/api/camera_stream/" + camera.id + ".mp4");
          figure.querySelector(".name").textContent = camera.name;
          const image = figure.querySelector("img");
          image.alt = camera.name;
          image.onload = () => {
            image.style.visibility = "visible";
            image.shownAt = Date.now();
            image.done?.();
          };
          image.onerror = () => {
            image.style.visibility = "hidden";
            image.done?.();
            setTimeout(() => { if (image.dataset.kind === "stream") image.src = figure.dataset.stream; }, 5000);
          };
          tiles.set(camera.id, figure);
          before ? before.after(figure) : document.getElementById("tiles").prepend(figure);
          watch.observe(figure);
          return figure;
        }
        const age = seconds => seconds === undefined ? "no picture yet" : seconds < 60 ? seconds.toFixed(1) + " s old"
          : seconds < 3600 ? Math.floor(seconds / 60) + " min old" : Math.floor(seconds / 3600) + " h old";
        const wait = seconds => seconds < 120 ? Math.ceil(seconds) + " s" : Math.ceil(seconds / 60) + " min";
        // Returns its tile; a new one comes behind that of the camera before it.
        function show(camera, before) {
          const figure = tile(camera, before);
          figure.className = camera.state;
          figure.dataset.state = camera.state;
          figure.querySelector(".state").textContent = camera.state;
          const media = camera.media || { viewers: 0, players: 0 };
          const newest = [camera.frame_age, media.age].filter(age => age !== undefined);
          const facts = [camera.platform, camera.frame_size || media.size,
            age(newest.length ? Math.min(...newest) : undefined),
            camera.viewers + media.viewers + media.players + " watching"];
          if (camera.recordings) facts.push(camera.recordings.length + " recording");
          if (camera.worker.restarts) facts.push(camera.worker.restarts + " restarts");
          figure.querySelector(".facts").textContent = facts.filter(Boolean).join(" · ");
          figure.querySelector(".video").hidden = !camera.media;
          const last = camera.last_exits[0];
          // In place of the browser's broken image.
          figure.querySelector(".frame").dataset.words = away.has(camera.state) ? camera.reason || camera.state : "";
          figure.querySelector(".reason").textContent = camera.reason
            && camera.reason + (camera.retry_in ? "; asked again in " + wait(camera.retry_in) : "")
            || (last && camera.worker.phase !== "running" && camera.state !== "off" ? last.reason : "");
          return figure;
        }
        async function refresh() {
          const summary = document.getElementById("summary");
          try {
            const answer = await fetch(withToken("/api/v1/cameras"), { cache: "no-store" });
            const fleet = await answer.json();
            if (!answer.ok) throw new Error(fleet.detail);
            const shown = fleet.cameras.flatMap(camera => [camera, ...(camera.views || [])
              .filter(view => view.enabled).map(view => ({ ...camera, recordings: undefined, media: undefined,
                frame_age: undefined, frame_size: undefined, reason: undefined, retry_in: undefined, ...view }))]);
            let before;
            for (const camera of shown) before = show(camera, before);
            // A view that its camera has no more takes its tile along.
            const ids = new Set(shown.map(camera => camera.id));
            for (const [id, figure] of tiles) if (!ids.has(id)) {
              figure.querySelector("img").removeAttribute("src");
              watch.unobserve(figure);
              inSight.delete(figure);
              figure.remove();
              tiles.delete(id);
            }
            assign();
            const counts = {};
            for (const camera of fleet.cameras) counts[camera.state] = (counts[camera.state] || 0) + 1;
            summary.textContent = Object.entries(counts).map(([state, count]) => count + " " + state).join(", ");
          } catch (error) {
            summary.textContent = "no answer: " + error.message;
          }
          setTimeout(refresh, 2000);
        }
        document.addEventListener("visibilitychange", assign);
        refresh();
        stills();
        </script>
        """#
}
