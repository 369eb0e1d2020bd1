import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from './template.ts';
import { declare } from './type.ts';

const data = {
  Name: 'web',
  Count: 3,
  On: true,
  Tags: ['a', 'b'],
  Labels: { z: '1', a: '2' },
  Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '8080' }] },
  Nothing: null,
};

const { Data: type } = declare(`
  Data: Name string, Count int, On bool, Tags []string, Labels {}string, Ports {}[]Port, Nothing *Port, None []string, Missing any
  Port: HostIp string, HostPort string
`);
const options = type === undefined ? {} : { type };

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
  ['{{printf "%05d %x %t %.1f %v %%" .Count "hi" .On 1.26 .Tags}}', '00003 6869 true 1.3 [a b] %'],
  ['{{split "a-b" "-"}} {{truncate "abcdef" 3}} {{pad "x" 1 2}}| {{println "a" 1}}', '[a b] abc  x  | a 1\n'],
  ['{{$x := .Name}}{{$x = "y"}}{{$x}}{{define "T"}}<{{.}}>{{end}}{{template "T" .Name}}', 'y<web>'],
  ['a {{- /* comment */ -}} b{{- " c " -}} d', 'ab c d'],
  ['{{or .Nothing .Name}}{{ne 1 2}}{{lt "a" "b"}}{{`raw`}}{{\'a\'}}', 'webtruetrueraw97'],
] as const) {
  test(`${source}`, () => {
    assert.equal(compile(source).execute(data, options), expected);
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

const row = { Label: (name: string) => `label ${name}` };

test('a row has methods', () => {
  assert.equal(compile('{{.Label "x"}}').execute(row, { type: { kind: 'row', name: 'T' } }), 'label x');
});

test('a missing field of a row names the Go type that Docker has there', () => {
  assert.throws(() => compile('x {{.Foo}}').execute(data, { type: { kind: 'row', name: '*formatter.ContainerContext' } }), {
    message: 'template: :1:4: executing "" at <.Foo>: can\'t evaluate field Foo in type *formatter.ContainerContext',
  });
});

test('through a declared type: order, zeros, nil pointers and names that JSON spells otherwise', () => {
  const types = declare(`
    Outer: A []string, B *Inner, Volumes {}[]Port, Missing? {}string
    Inner: ID/Id int, Health? *Health
    Health: Status string
    Port: HostIP/HostIp string, HostPort string
  `);
  const object = { B: { Id: 1, Health: null }, A: null, Volumes: { '/x': [{ HostIp: '::', HostPort: '80' }] } };
  const inspect = (source: string) => compile(source).execute(object, types.Outer === undefined ? {} : { type: types.Outer });
  assert.equal(inspect('{{.B}} {{.Volumes}} {{range .Volumes}}{{.}}{{end}}'), '{1 <nil>} map[/x:[{:: 80}]] [{:: 80}]');
  assert.equal(inspect('{{.Missing}} {{.A}} {{json .A}} {{.B.ID}} {{if .B.Health}}x{{end}}'), 'map[] [] null 1 ');
  assert.equal(inspect('{{json .}}'), '{"A":null,"B":{"Id":1},"Volumes":{"/x":[{"HostIp":"::","HostPort":"80"}]}}');
  assert.throws(() => inspect('{{.B.Nope}}'), {
    message: 'template: :1:4: executing "" at <.B.Nope>: can\'t evaluate field Nope in type *Inner',
  });
  assert.throws(() => inspect('{{.B.Health.Status}}'), {
    message: 'template: :1:4: executing "" at <.B.Health.Status>: nil pointer evaluating *Health.Status',
  });
});
