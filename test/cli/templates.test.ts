import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Place, realDocker, runOurs, runReal } from './programs.ts';
import { type StubDaemon, stubDaemon } from './stub-daemon.ts';

/** Templates through the real program and through ours: output, errors and exit codes. */
const real = realDocker();
const skip = 'missing' in real ? real.missing : false;
let folder: string;
let stub: StubDaemon;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'templates-'));
  stub = await stubDaemon(folder);
});
after(async () => {
  stub.close();
  await rm(folder, { recursive: true });
});

/** What stands before `--format` and after it, and templates. A `§` is a line end. */
const tables: ReadonlyArray<readonly [before: string, after: string, templates: string]> = [
  [
    'inspect',
    'full',
    `
{{.Name}}§{{.Id}} {{.ID}}§{{.Nope}}§{{.State.Nope}}§{{.State.Health.Status}}§{{.State.Pid.X}}§{{.Config.Nope.X}}§{{.Name.X}}§{{.Config.Labels.a}} {{.Config.Labels.nope}}§{{.HostConfig.Tmpfs.x.y}}
{{json .}}§{{json .State}}§{{json .HostConfig}}§{{json .Config.Labels}}§{{json .Config.Healthcheck}}§{{json .Mounts}}§{{json .NetworkSettings}}§{{json .HostConfig.Ulimits}}§{{json .HostConfig.RestartPolicy}}§{{json .Config.Entrypoint}}§{{json nil}}§{{json 1.50}}§{{json "<a>&"}}
{{.HostConfig.LogConfig}}§{{.Config.Healthcheck}}§{{.NetworkSettings.Ports}}§{{.HostConfig.PortBindings}}§{{.Mounts}}§{{.Config.Env}}§{{.Config.Entrypoint}}§{{.Config.Volumes}}§{{.Config.ExposedPorts}}§{{.HostConfig.RestartPolicy}}§{{.HostConfig.Devices}}§{{.HostConfig.Init}}§{{.HostConfig.PidsLimit}}§{{.HostConfig.OomKillDisable}}§{{.Config.StopTimeout}}§{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}§{{.HostConfig.NanoCPUs}}§{{.HostConfig.DNS}} {{.HostConfig.Dns}}§{{.GraphDriver.Data}}§{{.SizeRw}}§{{.HostConfig.Annotations}}§{{.HostConfig.StorageOpt}}§{{.State.Health.Log}}§{{.Config.OnBuild}} {{.Config.Shell}}
{{range .Mounts}}{{.Type}}:{{.Destination}} {{end}}§{{range $i, $m := .Mounts}}{{$i}}={{$m.Source}};{{end}}§{{range $k, $v := .Config.Labels}}{{$k}}={{$v}},{{end}}§{{range .Config.Labels}}{{.}} {{else}}none{{end}}§{{range .Config.Entrypoint}}x{{else}}none{{end}}§{{range $p, $conf := .NetworkSettings.Ports}}{{$p}} -> {{(index $conf 0).HostPort}} {{end}}
{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}§{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{$v.Gateway}}{{end}}§{{range .Name}}x{{end}}§{{range 3}}{{.}}{{end}}§{{range $i, $e := .Config.Env}}{{if $i}}, {{end}}{{$e}}{{end}}§{{range .Config.Env}}{{if eq . "A=1"}}{{continue}}{{end}}{{.}}{{break}}{{end}}§{{range nil}}x{{end}}
{{if .State.Running}}up{{else}}down{{end}}§{{if not .State.Running}}a{{else if eq .Name "/full"}}b{{else}}c{{end}}§{{if and .State.Running (eq .Driver "overlay2")}}y{{end}}§{{if or .State.Paused .State.Dead}}y{{else}}n{{end}}§{{with .Config}}{{.Image}}{{end}}§{{with .Config.Volumes}}v{{else}}none{{end}}§{{with $x := .Name}}{{$x}} {{.}}{{end}}§{{with .Config.Volumes}}v{{else with .Name}}{{.}}{{end}}
{{$x := .Name}}{{$x}}§{{$x := 1}}{{$x = 2}}{{$x}}§{{$x}}§{{$x := 1}}{{if true}}{{$x = 5}}{{end}}{{$x}}§{{$x := 1}}{{if true}}{{$x := 5}}{{end}}{{$x}}§{{$.Name}}§{{range .Mounts}}{{$.Name}}{{end}}§{{$x, $y := 1}}
{{.Name | printf "%q"}}§{{printf "%s-%d" .Name .State.Pid}}§{{printf "%v %T" .State.Pid .State.Pid}}§{{printf "%T %T %T %T" .Config.Env .Config.Labels .Name .State.Running}}§{{printf "%x %X %o %b %c" 255 255 8 5 65}}§{{printf "%5d|%-5d|%05d|%+d" 42 42 42 42}}§{{printf "%10s|%-10s|%.3s|%q" "abc" "abc" "abcdef" "a\\"b"}}§{{printf "%t %v" true false}}§{{printf "%f %.2f %8.3f %e %g" 1.5 1.5 1.5 1.5 1.5}}§{{printf "%s" 5}}§{{printf "%d" "x"}}§{{printf "%d"}}§{{printf "%s" "a" "b"}}§{{printf "%!"}}§{{printf "%%"}}§{{printf "%z" 1}}§{{printf "%[2]s %[1]s" "a" "b"}}§{{printf "%*d" 5 42}}§{{printf "%v" .Config.Labels}}§{{printf "%s" .Config.Env}}§{{printf "%q" .Config.Env}}§{{printf "%+v" .HostConfig.RestartPolicy}}§{{printf "%#v" "a"}}§{{printf "%x" "hi"}}§{{printf "% x" "hi"}}§{{printf "%6.2f|" 3.14159}}§{{printf "%v" nil}}§{{printf "%U %q" 9731 65}}§{{printf}}§{{printf 5}}
{{len .Config.Env}}§{{len .Name}}§{{len .Config.Labels}}§{{len .State.Pid}}§{{len nil}}§{{len 3}}§{{.Id | printf "%.5s" | len}}§{{len .Config.Volumes}}
{{index .Config.Env 0}}§{{index .Config.Env 9}}§{{index .Config.Labels "a"}}§{{index .Config.Labels "nope"}}§{{index .Config.Env "x"}}§{{index .NetworkSettings.Networks "net1" "x"}}§{{(index .NetworkSettings.Networks "net1").IPAddress}}§{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}§{{index .Name 1}}§{{index .State.Pid 1}}§{{index nil 1}}§{{index .Config.Env -1}}§{{index .Config.Labels 1}}
{{slice .Name 1}}§{{slice .Name 1 3}}§{{slice .Name 3 1}}§{{slice .Config.Env 0 1}}§{{slice .Name 0 99}}§{{slice .State.Pid 1}}§{{slice .Name 1 2 3}}
{{join .Config.Env ","}}§{{join .Config.Cmd " "}}§{{join .Name ","}}§{{split .Name "u"}}§{{index (split .Name "u") 1}}§{{lower "ABC"}} {{upper .Name}} {{title "a bc d"}}§{{pad .Name 2 3}}|§{{pad "" 2 3}}|§{{truncate .Id 12}}§{{truncate .Name 99}}§{{lower 5}}§{{upper .State.Pid}}§{{join .Config.Env}}§{{split "a,b" ","}}§{{pad .Name "x" 1}}§{{json}}§{{json 1 2}}§{{truncate "äöü" 3}}§{{title .Config.Image}}
{{eq 1 1}} {{eq 1 2 3 1}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt "b" "a"}} {{ge 1 2}}§{{eq .Name "/full"}}§{{eq .State.Pid "x"}}§{{eq .State.Pid 10894}}§{{eq 1}}§{{eq .Config.Env .Config.Env}}§{{eq .Config.Labels.a "1"}}§{{lt true false}}§{{lt 1 "a"}}§{{eq 1 1.0}}§{{eq nil nil}}§{{eq .Config.Entrypoint nil}}§{{not true}}§{{not 0}} {{not ""}} {{not .Config.Env}}§{{and 1 0 2}} {{or 0 "" 3}}§{{and}}§{{or}}§{{not}}§{{ne "a" "b" "c"}}§{{gt 1.5 1.2}}
{{print 1 2 "a" "b" 3}}§{{println 1 "a"}}§{{print .Name .State.Pid}}§{{println}}§{{print nil}}§{{print true 1.50}}§{{html "<a b='c'>&\\""}}§{{js "it's \\"x\\" <b>"}}§{{urlquery "a b&c=d/é"}}§{{html .Name 5}}§{{call .Name}}§{{call nil}}
{{"quoted"}} {{\`raw\\n\`}} {{'a'}} {{1}} {{1.5}} {{1e3}} {{0x1F}} {{0b11}} {{0o17}} {{-5}} {{true}} {{1_000}}§{{"a\\tb\\n\\u00e9"}}§{{nil}}§{{.}}x{{end}}§{{/* c */}}a{{- /* c */ -}} b§a  {{- 1 -}}  b§ {{ 1 }} §{{1 -}} x§x {{- 1}}§{{-1}}§{{- 1}}§{{/* a }}§{{/* a */ x}}
{{define "T"}}<{{.}}>{{end}}{{template "T" .Name}}{{template "T"}}§{{block "B" .Name}}[{{.}}]{{end}}§{{template "nope"}}§{{template "nope" .}}§{{define "T"}}{{$.Name}}{{end}}{{template "T" .}}§{{define "T"}}x§{{define T}}{{end}}§{{template T}}
{{§{{}}§{{ }}§{{.Name§{{.Name}§{{if}}x{{end}}§{{if true}}x§{{end}}§{{else}}§{{if true}}a{{else}}b{{else}}c{{end}}§{{range}}{{end}}§{{nope}}§{{nope .Name}}§{{.Name | nope}}§{{.Name | }}§{{| .Name}}§{{.Name .State}}§{{1 2}}§{{"a" | "b"}}§{{.Name | 1}}§{{"a}}§{{\`a}}§{{'a}}§{{(.Name}}§{{.Name)}}§{{()}}§{{@}}§{{.Name@}}§{{a.b}}§{{.}}{{.x.}}§{{..}}§{{.Name.}}§{{$}}§{{$x.y}}§{{break}}§{{continue}}§{{with}}{{end}}§{{1x}}§{{.1}}§{{"a".b}}§{{(1).b}}§{{nil.x}}§{{if true}}§{{range .Config.Env}}{{end§{{.Name,}}§{{x := 1}}§{{$x := }}§{{:}}§{{!}}§{{"\\q"}}§{{if .Name}}{{else if}}{{end}}§{{with .Name}}{{else if .Name}}{{end}}§{{template "x" | }}§{{true.x}}§{{.Name | len | printf "%03d"}}§{{(.State).Status}}§{{(.State.Health).Status}}§{{((.Name))}}§{{(len .Name) | printf "%d"}}§{{.State.Status | upper | lower | title}}§{{.State | json}}§{{ .Name|upper }}§{{.HostConfig.NetworkMode}}§{{if .HostConfig.NetworkMode}}n{{end}}`,
  ],
  [
    'inspect',
    'plain',
    '{{.State.Health.Status}}§{{.State.Health}}§{{if .State.Health}}h{{else}}none{{end}}§{{with .State.Health}}h{{end}}§{{json .State.Health}}§{{.Config.Healthcheck}}§{{.HostConfig.Tmpfs}}§{{.HostConfig.Sysctls}}§{{json .HostConfig.Tmpfs}}§{{.HostConfig.Annotations.x}}§{{.Config.StopTimeout}}§{{.Config.StopSignal}}§{{range .Mounts}}x{{else}}no mounts{{end}}§{{len .Mounts}}§{{.Mounts}}§{{.NetworkSettings.IPAddress}}§{{.NetworkSettings.Networks.bridge.IPAddress}}§{{.NetworkSettings.Networks.nope.IPAddress}}§{{.NetworkSettings.Networks.bridge.IPAMConfig}}§{{.NetworkSettings.Networks.bridge.IPAMConfig.IPv4Address}}§{{json .NetworkSettings.Ports}}',
  ],
  [
    'image inspect',
    'busybox',
    '{{.Id}} {{.ID}}§{{.RepoTags}} {{index .RepoTags 0}}§{{.Config.Cmd}}§{{.Config.Env}}§{{.Config.Entrypoint}}§{{.Config.WorkingDir}}|§{{.Config.User}}|§{{.Config.ExposedPorts}}§{{.Config.Labels}}§{{json .Config}}§{{json .RootFS}}§{{.RootFS.Layers}}§{{len .RootFS.Layers}}§{{.RootFS}}§{{.Created}}§{{.Size}} {{.VirtualSize}}§{{.Metadata}}§{{.Metadata.LastTagTime}}§{{.Nope}}§{{.Config.Nope}}§{{.Os}}/{{.Architecture}}{{.Variant}}§{{.Author}} {{.Comment}}§{{.GraphDriver.Name}}§{{.Config.Healthcheck}}§{{json .}}§{{.Container}}§{{.Parent}}|§{{.Config.OnBuild}}§{{.Descriptor}}',
  ],
  [
    'network inspect',
    'net1',
    '{{.Name}} {{.ID}} {{.Id}}§{{.Created}}§{{.IPAM}}§{{json .IPAM}}§{{(index .IPAM.Config 0).Subnet}}§{{range .Containers}}{{.Name}} {{.IPv4Address}}{{end}}§{{range $k, $v := .Containers}}{{$v.Name}}{{end}}§{{.Labels}}§{{.Options}}§{{.Driver}} {{.Scope}} {{.Internal}}§{{.EnableIPv4}} {{.EnableIPv6}}§{{json .}}§{{.Nope}}§{{.ConfigFrom}}§{{.Containers}}§{{len .Containers}}§{{.Peers}}',
  ],
  [
    'volume inspect',
    'vol1',
    '{{.Name}}§{{.Mountpoint}}§{{.Labels}}§{{json .Labels}}§{{.Options}}§{{json .Options}}§{{json .}}§{{.Nope}}§{{.CreatedAt}}§{{.UsageData}}§{{.UsageData.Size}}§{{.Status}}§{{.Scope}} {{.Driver}}§{{.ClusterVolume}}',
  ],
  [
    'info',
    '',
    '{{.NCPU}} {{.MemTotal}}§{{.ServerVersion}}§{{json .Swarm}}§{{.Swarm.LocalNodeState}}§{{.Plugins.Log}}§{{json .Plugins}}§{{.DriverStatus}}§{{range .DriverStatus}}{{index . 0}}={{index . 1}};{{end}}§{{.Runtimes}}§{{json .Runtimes}}§{{.SecurityOptions}}§{{.Nope}}§{{.Name}} {{.OSType}}/{{.Architecture}}§{{.ContainersRunning}}/{{.Containers}}§{{.ClientInfo.Version}} {{.ClientInfo.Context}}§{{.Warnings}}§{{json .Warnings}}§{{.RegistryConfig.Mirrors}}§{{.CgroupDriver}} {{.CgroupVersion}}§{{.Swarm.Nope}}§{{.ContainerdCommit}}§{{.GenericResources}}§{{.ID}}',
  ],
  [
    'version',
    '',
    '{{.Server.Version}}§{{.Client.Version}}§{{.Client.APIVersion}} {{.Client.ApiVersion}}§{{.Server.APIVersion}}§{{.Server.Os}}/{{.Server.Arch}}§{{.Nope}}§{{.Server.Nope}}§{{range .Server.Components}}{{.Name}}={{.Version}} {{end}}§{{json .Server.Platform}}§{{(index .Server.Components 0).Details.GoVersion}}§{{.Server.Platform}}§{{json .Server}}§{{.Client.Platform}}',
  ],
  [
    'events --until 5',
    '',
    '{{.Type}} {{.Action}} {{.Actor.ID}}§{{.Actor.Attributes.name}}§{{json .}}§{{json .Actor}}§{{.Actor.Attributes}}§{{.Time}} {{.TimeNano}}§{{.Status}}|{{.From}}|{{.ID}}§{{.Nope}}§{{.Actor.Nope}}§{{.Scope}}§{{range $k, $v := .Actor.Attributes}}{{$k}}={{$v}} {{end}}§{{',
  ],
  [
    'context inspect',
    '',
    '{{.Name}}§{{.Endpoints.docker.Host}}§{{json .Endpoints}}§{{json .}}§{{.Nope}}§{{.Storage.MetadataPath}}§{{.TLSMaterial}}',
  ],
  [
    'ps -a',
    '',
    'table {{.ID}}\\t{{.Names}}§table {{.Names}}\\t{{.Status}}\\t{{.Ports}}§{{.ID}}: {{.Command}}§{{.Names}} {{.Image}} {{.State}} {{.Size}}§{{.Label "a"}}|{{.Labels}}§table {{.Names}}\\t{{.Label "a"}}§table {{.Names}}\\t{{.Label "com.example.some-label"}}§{{json .}}§{{json .Names}}§{{.Mounts}} {{.Networks}} {{.LocalVolumes}}§{{upper .Names}}§table {{upper .Names}}\\t{{lower .Image}}§table {{.Names}}  {{.ID}}§{{.RunningFor}} {{.CreatedAt}}§{{.Nope}}§table {{.Nope}}§{{.ID.x}}§{{.Label}}§{{.Label "a" "b"}}§{{truncate .ID 4}}§table {{truncate .ID 4}}\\t{{.Names}}§{{if eq .State "running"}}{{.Names}}{{end}}§{{range split .Ports ","}}[{{.}}]{{end}}§{{len .Names}}§{{printf "%-10s|%s" .Names .ID}}§json§table§raw§table {{json .Names}}§{{pad .Names 1 1}}|§table {{pad .Names 2 2}}|\\t{{.ID}}§{{join (split .Mounts ",") ";"}}§{{.Platform}}§table {{.Names}}\\n{{.ID}}§ {{.Names}} §{{slice .ID 0 3}}§table {{printf "%.3s" .ID}}\\t{{.Names}}',
  ],
  [
    'images',
    '',
    'table {{.Repository}}\\t{{.Tag}}\\t{{.Size}}§{{.ID}} {{.Repository}}:{{.Tag}} {{.Digest}}§{{json .}}§{{.CreatedSince}} {{.CreatedAt}}§{{.VirtualSize}} {{.SharedSize}} {{.UniqueSize}} {{.Containers}}§json§raw§{{.Nope}}§table {{.Digest}}\\t{{.CreatedSince}}',
  ],
  [
    'network ls',
    '',
    'table {{.ID}}\\t{{.Name}}\\t{{.Labels}}§{{.Name}} {{.Driver}} {{.Scope}} {{.IPv4}} {{.IPv6}} {{.Internal}}§{{.CreatedAt}}§{{json .}}§{{.Label "title"}}§json§raw§{{.Nope}}',
  ],
  [
    'volume ls',
    '',
    'table {{.Name}}\\t{{.Mountpoint}}§{{.Name}} {{.Driver}} {{.Scope}} {{.Labels}}§{{.Size}} {{.Links}} {{.Status}} {{.Group}} {{.Availability}}§{{json .}}§{{.Label "x"}}§json§raw§{{.Nope}}',
  ],
  [
    'system df',
    '',
    'table {{.Type}}\\t{{.Size}}§{{.Type}} {{.TotalCount}} {{.Active}} {{.Size}} {{.Reclaimable}}§{{json .}}§json§raw§{{.Nope}}',
  ],
  [
    'history',
    'busybox',
    'table {{.ID}}\\t{{.CreatedBy}}§{{.ID}} {{.CreatedSince}} {{.CreatedAt}} {{.Size}} {{.Comment}}§{{json .}}§json§{{.Nope}}',
  ],
  [
    'stats --no-stream',
    'full',
    'table {{.Name}}\\t{{.MemUsage}}§{{.Name}} {{.Container}} {{.ID}} {{.CPUPerc}} {{.MemPerc}} {{.NetIO}} {{.BlockIO}} {{.PIDs}}§{{json .}}§json§{{.Nope}}§raw',
  ],
  ['context ls', '', 'table {{.Name}}\\t{{.DockerEndpoint}}§{{.Name}} {{.Current}} {{.Description}} {{.Error}}§{{json .}}§json§{{.Nope}}'],
];

test('templates', { skip }, async (context) => {
  if ('missing' in real) return;
  const place: Place = { cwd: folder, env: { HOME: '/root', PATH: '/bin', DOCKER_HOST: stub.host } };
  const differing: string[] = [];
  let compared = 0;
  for (const [before, after, templates] of tables) {
    for (const template of templates.split(/[§\n]/).filter((text) => text !== '')) {
      const argv = [...before.split(' '), '--format', template, ...after.split(' ').filter(Boolean)];
      const theirs = await runReal(real.path, argv, place);
      const ours = await runOurs(stub.socketPath, argv, place);
      compared += 1;
      // Addresses of Go's memory, and what the two programs are made of.
      const neutral = (text: string) =>
        text
          .replace(/0xc[\da-f]{9}/g, '0xc')
          .replace(/"GitCommit":"(e6534b4|drydock)",("GoVersion":"go[\d.]+",)?/, '"GitCommit":"",')
          .replace(/"BuildTime":"\w{3} \w{3} +\d+ [\d:]+ \d{4}","Context"/, '"Context"');
      if (neutral(theirs.stdout) !== neutral(ours.stdout) || theirs.stderr !== ours.stderr || theirs.code !== ours.code) {
        differing.push(
          `$ ${before} ${template}\n- ${theirs.code} ${theirs.stdout}${theirs.stderr}+ ${ours.code} ${ours.stdout}${ours.stderr}`,
        );
      }
    }
  }
  context.diagnostic(`${compared} templates compared with docker ${real.version}, ${differing.length} different`);
  assert.ok(differing.length === 0, `\n${differing.join('\n')}`);
});
