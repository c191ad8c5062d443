// The little of RFC 6455 and of SignalR's JSON protocol that one page needs.

import { createHash } from 'node:crypto';

const end = '\u001e';

export function accept(request, socket, { onInvoke, onClose }) {
  const key = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
  );
  let pending = Buffer.alloc(0);
  let greeted = false;
  const send = (message) => socket.writable && socket.write(frame(JSON.stringify(message) + end));
  const client = { push: (target, argument) => send({ type: 1, target, arguments: [argument] }) };

  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (let message = read(); message !== null; message = read()) {
      if (message.opcode === 8) return socket.end();
      for (const text of message.payload.toString('utf8').split(end).filter(Boolean)) {
        const body = JSON.parse(text);
        if (!greeted) {
          greeted = true;
          socket.write(frame(`{}${end}`));
        } else if (body.type === 1) {
          onInvoke(client, body.target, body.arguments);
          if (body.invocationId) send({ type: 3, invocationId: body.invocationId, result: null });
        } else if (body.type === 6) {
          send({ type: 6 });
        }
      }
    }
  });
  socket.on('close', onClose);
  socket.on('error', onClose);
  return client;

  function read() {
    if (pending.length < 2) return null;
    let length = pending[1] & 127;
    let offset = 2;
    if (length === 126) {
      if (pending.length < 4) return null;
      length = pending.readUInt16BE(2);
      offset = 4;
    } else if (length === 127) {
      if (pending.length < 10) return null;
      length = Number(pending.readBigUInt64BE(2));
      offset = 10;
    }
    if (pending.length < offset + 4 + length) return null;
    const mask = pending.subarray(offset, offset + 4);
    const payload = Buffer.from(pending.subarray(offset + 4, offset + 4 + length));
    for (let i = 0; i < payload.length; i++) payload[i] ^= mask[i & 3];
    const opcode = pending[0] & 15;
    pending = pending.subarray(offset + 4 + length);
    return { opcode, payload };
  }
}

function frame(text) {
  const payload = Buffer.from(text);
  const { length } = payload;
  let head;
  if (length < 126) head = Buffer.from([0x81, length]);
  else if (length < 65536) {
    head = Buffer.from([0x81, 126, 0, 0]);
    head.writeUInt16BE(length, 2);
  } else {
    head = Buffer.alloc(10);
    head[0] = 0x81;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}
