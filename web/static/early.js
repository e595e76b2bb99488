/**
 * Stands in the head of a page of a sitting and opens its socket while the page's own script is still
 * on its way: over a thin line that is a second. `live.js` takes it over with all that it has heard.
 */
{
  const socket = (self.early = new WebSocket(location.origin.replace("http", "ws") + document.currentScript.dataset.at));
  socket.heard = [];
  socket.onmessage = (event) => socket.heard.push(event);
}
