/**
 * One offer, one answer. The answer's Link header may name servers that lead round a closed network
 * (WHIP, RFC 9725 section 4.6); so nothing is gathered before it has come.
 *
 *   const answer = await exchange(connection, address, csrf);      // a Response; nothing is set unless it is ok
 */
export async function exchange(connection, address, csrf, { signal, change = (sdp) => sdp } = {}) {
  const offer = await connection.createOffer();
  const answer = await fetch(address, {
    method: "POST", headers: { "Content-Type": "application/sdp", "X-CSRF": csrf }, body: offer.sdp, signal,
  });
  if (!answer.ok) return answer;
  const sdp = change(await answer.text());
  connection.setConfiguration({ ...connection.getConfiguration(), iceServers: servers(answer.headers.get("Link")) });
  await connection.setLocalDescription(offer);
  await connection.setRemoteDescription({ type: "answer", sdp });
  return answer;
}

function servers(said) {
  const each = /<(turns?:[^>]+)>; rel="ice-server"; username="([^"]+)"; credential="([^"]+)"/g;
  return [...(said ?? "").matchAll(each)].map(([, urls, username, credential]) => ({ urls, username, credential }));
}
