import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from './template.ts';

const data = {
  Name: 'web',
  Count: 3,
  On: true,
  Tags: ['a', 'b'],
  Labels: { z: '1', a: '2' },
  Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] },
  Nothing: null,
  Label: (name: string) => `label ${name}`,
};

for (const [source, expected] of [
  ['{{.Name}}: {{.Count}} {{.On}}', 'web: 3 true'],
  ['{{.Tags}} {{.Labels}} {{.Missing}}', '[a b] map[a:2 z:1] <no value>'],
  ['{{range .Tags}}<{{.}}>{{end}}{{range .None}}x{{else}}none{{end}}', '<a><b>none'],
  ['{{range $i, $tag := .Tags}}{{if $i}}, {{end}}{{$i}}={{$tag}}{{end}}', '0=a, 1=b'],
  ['{{range $k, $v := .Labels}}{{$k}}{{$v}}{{end}}', 'a2z1'],
  ['{{range .Tags}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}', 'a'],
  ['{{if and .On (gt .Count 2)}}yes{{else if .Name}}no{{end}}', 'yes'],
  ['{{if not .On}}a{{else if eq .Name "x" "web"}}b{{else}}c{{end}}', 'b'],
  ['{{with .Nothing}}x{{else}}empty{{end}}{{with $n := .Name}}{{$n}}{{$.Count}}{{end}}', 'emptyweb3'],
  ['{{(index (index .Ports "80/tcp") 0).HostPort}}', '8080'],
  ['{{json .Tags}} {{join .Tags ","}} {{upper .Name}} {{title .Name}} {{len .Tags}} {{slice .Name 1 2}}', '["a","b"] a,b WEB Web 2 e'],
  ['{{.Name | printf "%-5s|%q" | upper}}', 'WEB  |%!Q(MISSING)'],
  ['{{printf "%05d %x %t %.1f %v %%" .Count "hi" .On 1.25 .Tags}}', '00003 6869 true 1.3 [a b] %'],
  ['{{split "a-b" "-"}} {{truncate "abcdef" 3}} {{pad "x" 1 2}}| {{println "a" 1}}', '[a b] abc  x  | a 1\n'],
  ['{{.Label "x"}} {{$x := .Name}}{{$x = "y"}}{{$x}}', 'label x y'],
  ['a {{- /* comment */ -}} b{{- " c " -}} d', 'ab c d'],
  ['{{or .Nothing .Name}}{{ne 1 2}}{{lt "a" "b"}}{{`raw`}}{{\'a\'}}', 'webtruetrueraw97'],
] as const) {
  test(`${source}`, () => {
    assert.equal(compile(source).execute(data), expected);
  });
}

for (const [source, message] of [
  ['{{', 'template: :1: unclosed action'],
  ['{{.Name', 'template: :1: unclosed action'],
  ['{{foo}}', 'template: :1: function "foo" not defined'],
  ['{{if .Name}}x', 'template: :1: unexpected EOF'],
  ['{{end}}', 'template: :1: unexpected {{end}}'],
  ['{{}}', 'template: :1: missing value for command'],
] as const) {
  test(`${source} does not parse: ${message}`, () => {
    assert.throws(() => compile(source), { message });
  });
}

test('a missing field of a row names the Go type that Docker has there', () => {
  assert.throws(() => compile('x {{.Foo}}').execute(data, { type: '*formatter.ContainerContext' }), {
    message: 'template: :1:4: executing "" at <.Foo>: can\'t evaluate field Foo in type *formatter.ContainerContext',
  });
});

test('of an inspected object, known optional fields have their zero and others are an error', () => {
  const object = { A: null, B: { ID: 1, Health: null }, Volumes: { '/x': [{ HostIp: '::', HostPort: '80' }] } };
  const zeros = { Health: null, Volumes: {}, Labels: {} };
  const inspect = (source: string) => compile(source).execute(object, { zeros, aliases: { Id: 'ID' } });
  assert.equal(inspect('{{.B}} {{.Volumes}} {{range .Volumes}}{{.}}{{end}}'), '{1 <nil>} map[/x:[{:: 80}]] [{:: 80}]');
  assert.equal(inspect('{{.Health}} {{.Labels}} {{.A}} {{json .A}} {{.B.Id}} {{if .Health}}x{{end}}'), '<nil> map[] [] null 1 ');
  assert.throws(() => inspect('{{.B.Nope}}'), { message: 'template: :1:4: executing "" at <.B.Nope>: map has no entry for key "Nope"' });
});
