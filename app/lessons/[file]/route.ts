import { readLessons } from '../../content.ts';

export const dynamic = 'force-static';
export const dynamicParams = false;

/** `lessons/<id>.<language>.json`: one lesson in one language, as the page fetches it. */
export function generateStaticParams(): Array<{ file: string }> {
  return readLessons().flatMap(({ languages }) => languages.map(({ id, language }) => ({ file: `${id}.${language}.json` })));
}

export async function GET(_request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params;
  const lessons = readLessons().flatMap(({ languages }) => languages);
  const lesson = lessons.find(({ id, language }) => file === `${id}.${language}.json`);
  return lesson === undefined ? new Response('Not found', { status: 404 }) : Response.json(lesson);
}
