/** Bytes of a regular file in pieces of this size: what is written is what is saved again, and a hole costs nothing. */
export const pieceSize = 1 << 16;

/** The content of one regular file, in memory. */
export class FileContent {
  size = 0;
  /** Bytes of memory held. */
  allocated = 0;
  /** Each as long as was needed so far; bytes beyond it, and missing pieces, are zeros. */
  private readonly pieces: Array<Uint8Array | undefined> = [];

  read(offset: number, length: number): Uint8Array {
    const end = Math.min(offset + length, this.size);
    if (end <= offset) return new Uint8Array(0);
    const first = Math.floor(offset / pieceSize);
    const piece = this.pieces[first];
    const start = first * pieceSize;
    if (piece !== undefined && end - start <= piece.length) return piece.subarray(offset - start, end - start);
    const result = new Uint8Array(end - offset);
    for (let index = first; index * pieceSize < end; index++) {
      const at = index * pieceSize;
      const from = Math.max(offset, at);
      const part = this.pieces[index]?.subarray(from - at, end - at);
      if (part !== undefined) result.set(part, from - offset);
    }
    return result;
  }

  /** Calls `touched` with the index of each piece that it changes. */
  write(offset: number, data: Uint8Array, touched: (piece: number) => void): void {
    const end = offset + data.length;
    for (let index = Math.floor(offset / pieceSize); index * pieceSize < end; index++) {
      const at = index * pieceSize;
      const from = Math.max(offset, at);
      const to = Math.min(end, at + pieceSize);
      this.room(index, to - at).set(data.subarray(from - offset, to - offset), from - at);
      touched(index);
    }
    this.size = Math.max(this.size, end);
  }

  truncate(size: number, touched: (piece: number) => void): void {
    if (size < this.size) {
      const kept = Math.ceil(size / pieceSize);
      for (let index = kept; index < this.pieces.length; index++) {
        if (this.pieces[index] === undefined) continue;
        this.replace(index, undefined);
        touched(index);
      }
      this.pieces.length = Math.min(kept, this.pieces.length);
      // What grows again later must be zeros.
      const last = this.pieces[kept - 1];
      const tail = size - (kept - 1) * pieceSize;
      if (last !== undefined && tail < last.length) {
        this.replace(kept - 1, last.slice(0, tail));
        touched(kept - 1);
      }
    }
    this.size = size;
  }

  /** A copy of a piece as it is to be saved; `undefined` for a hole. */
  save(index: number): Uint8Array | undefined {
    return this.pieces[index]?.slice(0, Math.max(0, this.size - index * pieceSize));
  }

  load(index: number, bytes: Uint8Array): void {
    this.replace(index, bytes);
  }

  private room(index: number, length: number): Uint8Array {
    const piece = this.pieces[index];
    if (piece !== undefined && piece.length >= length) return piece;
    // Doubling, so that a file that is appended to is not copied for every line.
    const grown = new Uint8Array(Math.min(pieceSize, Math.max(length, (piece?.length ?? 0) * 2)));
    if (piece !== undefined) grown.set(piece);
    this.replace(index, grown);
    return grown;
  }

  private replace(index: number, piece: Uint8Array | undefined): void {
    this.allocated += (piece?.length ?? 0) - (this.pieces[index]?.length ?? 0);
    this.pieces[index] = piece;
  }
}
