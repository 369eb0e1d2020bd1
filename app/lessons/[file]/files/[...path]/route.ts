import { lessonFile, readLessons } from '../../../../content.ts';

export const dynamic = 'force-static';
export const dynamicParams = false;

type Params = { file: string; path: string[] };

const types: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
};

/** `lessons/<id>/files/…`: the images of a lesson. The folder is named by the segment `file`, which holds the lesson's id here. */
export function generateStaticParams(): Params[] {
  return readLessons().flatMap(({ original, files }) => files.map((name) => ({ file: original.id, path: name.split('/').slice(1) })));
}

export async function GET(_request: Request, { params }: { params: Promise<Params> }): Promise<Response> {
  const { file, path } = await params;
  const name = ['files', ...path].join('/');
  return new Response(lessonFile(file, name), {
    headers: { 'Content-Type': types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream' },
  });
}
