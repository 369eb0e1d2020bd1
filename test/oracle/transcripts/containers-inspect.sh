# not on served20: the words and choices of Docker 20.10 for these are not followed

docker create --name plain busybox true > /dev/null; docker inspect plain | jq -c '.[0] | keys_unsorted'

docker inspect plain | jq -c '.[0].State | keys_unsorted'

docker inspect plain | jq -c '.[0].HostConfig | keys_unsorted'

docker inspect plain | jq -c '.[0].HostConfig | del(.CgroupnsMode, .OomKillDisable, .MaskedPaths)'

docker inspect plain | jq -c '.[0].Config | keys_unsorted'

docker inspect plain | jq -c '.[0].Config'

docker inspect plain | jq -c '.[0].NetworkSettings | keys_unsorted'

docker inspect plain | jq -c '.[0].NetworkSettings | del(.Networks)'

docker inspect plain | jq -c '.[0].NetworkSettings.Networks.bridge | keys_unsorted'

docker inspect plain | jq -c '.[0] | [.Path, .Args, .Name, .RestartCount, .Driver, .Platform, .MountLabel, .ProcessLabel, .AppArmorProfile, .ExecIDs, .Mounts, .State]'

docker inspect plain | jq -c '.[0].GraphDriver | [keys_unsorted, (.Data | keys_unsorted), .Name]'

docker inspect -s plain | jq -c '.[0] | [keys_unsorted, .SizeRw]'

docker inspect plain | jq -c '.[0] | [.ResolvConfPath, .HostnamePath, .HostsPath, .LogPath]' | sed 's#/[^",]*/containers#D#g'

docker run -d --name full -it -h host --domainname d.org -u 0:0 -e A=1 --label z=1 --label a=2 -p 8081:80 -p 127.0.0.1:9091:90/udp --expose 1234 -v vol:/v:ro -v $PWD:/b --tmpfs /t:size=1m --mount type=tmpfs,target=/t2 --mount type=volume,source=vol2,target=/v2,volume-nocopy --memory 64m --memory-swap 128m --memory-reservation 32m --cpu-shares 512 --cpus 0.5 --pids-limit 100 --cap-add NET_ADMIN --cap-drop MKNOD --security-opt no-new-privileges --dns 1.1.1.1 --dns-search x.org --dns-option ndots:1 --add-host a:1.2.3.4 --add-host b=5.6.7.8 --group-add 5 --ulimit nofile=100:200 --ulimit nproc=500 --sysctl net.ipv4.ip_forward=1 --shm-size 1m --stop-signal INT --stop-timeout 3 --restart on-failure:2 --health-cmd true --health-interval 1m --health-timeout 2s --health-start-period 3s --health-start-interval 4s --health-retries 5 --init --read-only --log-opt max-size=1m --log-opt max-file=2 --workdir /w --entrypoint sleep --annotation x=y --device /dev/null:/dev/n:rw --oom-score-adj 5 --ipc shareable --cidfile cid busybox 1000 > /dev/null; docker inspect full | jq -c '.[0].HostConfig | del(.CgroupnsMode, .OomKillDisable, .MaskedPaths, .Mounts, .Binds, .ConsoleSize, .ContainerIDFile)'

docker inspect full | jq -c '.[0].Config | del(.Labels)'

docker inspect full | jq -c '.[0].Config.Labels | keys_unsorted'

docker inspect full | jq -c '.[0] | [.Path, .Args, .State.Status, (.State.Health | keys_unsorted), (.Mounts | map(del(.Source)) | sort_by(.Destination))]'

docker inspect full | jq -c '.[0].NetworkSettings | [.Ports, (.Networks.bridge | [.Links, .Aliases, .DriverOpts, .IPAMConfig, .DNSNames]), .Bridge, (keys_unsorted)]'

docker inspect full | jq -c '.[0].HostConfig | [(.Binds | length), .ConsoleSize, .ContainerIDFile]' | sed 's#/[^":,]*:#D:#g; s#"[^"]*/cid"#"cid"#'

docker inspect full | jq -c '.[0] | [.ResolvConfPath, .HostnamePath, .HostsPath, .LogPath]' | sed 's#/[^",]*/containers#D#g'

docker port full

docker port full 80

docker port full 80/tcp

docker port full 99

docker inspect -f '{{.Config.Hostname}} {{.HostConfig.NetworkMode}} {{.State.Running}} {{.HostConfig.ShmSize}}' plain

docker inspect -f '{{range $k, $v := .NetworkSettings.Ports}}{{$k}} {{end}}' full

docker inspect -f '{{json .HostConfig.PortBindings}} {{.Mounts | len}}' full

docker inspect --type container -f '{{.Name}}' full

docker inspect --type image full

docker inspect --type foo full

docker inspect -f '{{.NoSuch}}' full

docker inspect -f '{{.NoSuch.Field}}' full

docker inspect plain full nope | jq -c 'map(.Name)'

docker inspect $(docker inspect -f '{{.Id}}' plain | cut -c1-5) -f '{{.Name}}'

docker ps -a --format '{{json .}}' --filter name=full | jq -c 'del(.CreatedAt, .RunningFor, .Status, .ID, .Mounts, .Labels)'

docker ps -a --format '{{json .}}' --filter name=full | jq -c 'keys_unsorted'

docker ps -a --filter name=full --format '{{.Ports}}|{{.Networks}}|{{.LocalVolumes}}|{{.Command}}|{{.Image}}|{{.Size}}'

docker ps -a -s --filter name=plain --format '{{.Size}}' | cut -d' ' -f1

docker stop full; docker inspect full | jq -c '.[0] | [.State.Status, .State.ExitCode, (.State.Health | keys_unsorted), .NetworkSettings.Ports, .NetworkSettings.Networks.bridge.IPAddress]'

docker rm -f full plain; docker volume rm vol vol2

docker network create n1 > /dev/null; docker run -d --name net --network n1 --network-alias web --hostname h -P --expose 80 --expose 53/udp busybox sleep 1000 > /dev/null; docker inspect net | jq -c '.[0] | [.HostConfig.NetworkMode, (.NetworkSettings.Networks | keys_unsorted), (.NetworkSettings.Networks.n1 | [.Aliases, .DNSNames[0:3], .Links, .IPAMConfig]), (.NetworkSettings.Ports | keys_unsorted), .NetworkSettings.IPAddress, .HostConfig.PublishAllPorts, .HostConfig.PortBindings, .Config.ExposedPorts]'

docker run --rm --network container:net busybox hostname

docker run --rm --network container:net -p 80:80 busybox true

docker run --rm --network container:net --hostname x busybox true

docker run --rm --network container:net --add-host a:1.1.1.1 busybox true

docker run --rm --network container:net --dns 1.1.1.1 busybox true

docker run --rm --network host --link net busybox true

docker run --rm --ip 172.17.0.9 busybox true

docker run --rm --network-alias a busybox true

docker run --rm --network nosuch busybox true

docker run --rm --pid container:net --ipc container:net busybox true

docker run -d --name ipc --ipc shareable busybox sleep 1000 > /dev/null; docker run --rm --pid container:ipc --ipc container:ipc busybox ps -o args | grep sleep

docker create --name shared --network container:net --pid container:ipc busybox true > /dev/null; docker inspect -f '{{.HostConfig.NetworkMode}} {{.HostConfig.PidMode}} {{.Config.Hostname}}' shared; docker inspect shared | jq -c '.[0].NetworkSettings.Networks'

docker rm -f net ipc shared; docker network rm n1

docker run -d --name priv --privileged busybox sleep 1000 > /dev/null; docker inspect priv | jq -c '.[0].HostConfig | [.Privileged, .SecurityOpt, .MaskedPaths, .ReadonlyPaths, .CapAdd]'; docker rm -f priv

docker create --name host --network host --pid host --ipc host --uts host busybox > /dev/null; docker inspect host | jq -c '.[0] | [.HostConfig.NetworkMode, .HostConfig.PidMode, .HostConfig.IpcMode, .HostConfig.UTSMode, .HostConfig.SecurityOpt, (.NetworkSettings.Networks | keys_unsorted)]'; docker rm host

docker create --name none --network none --pids-limit -1 --memory-swappiness -1 --restart no --no-healthcheck busybox > /dev/null; docker inspect none | jq -c '.[0] | [.HostConfig.PidsLimit, .HostConfig.MemorySwappiness, .HostConfig.RestartPolicy, .Config.Healthcheck, (.NetworkSettings.Networks.none | del(.NetworkID))]'; docker rm none

docker create --name q1 busybox > /dev/null; docker create --name q2 --label a=b busybox > /dev/null; docker run --name q3 busybox sh -c 'exit 3'; docker ps -a --format '{{.Names}}'

docker ps -a -n 2 --format '{{.Names}}'

docker ps -l --format '{{.Names}}'

docker ps -a --filter since=q1 --format '{{.Names}}'

docker ps -a --filter before=q2 --format '{{.Names}}'

docker ps -a --filter since=nope

docker ps -a --filter exited=3 --format '{{.Names}}'

docker ps -a --filter exited=x

docker ps -a --filter status=created --filter status=exited --format '{{.Names}}'

docker ps -a --filter label=a --format '{{.Names}}'; docker ps -a --filter label=a=c -q; docker ps -a --filter label=a=b --format '{{.Names}}'

docker ps -a --filter ancestor=busybox --format '{{.Names}}'; docker ps -a --filter ancestor=nope -q

docker ps -a --filter name='^q[12]$' --format '{{.Names}}'

docker ps -a --filter name='[' --format '{{.Names}}'

docker ps -a --filter network=bridge --format '{{.Names}}'; docker ps -a --filter network=nope -q

docker ps -a --filter publish=80 -q; docker ps -a --filter expose=80-90/tcp -q; docker ps -a --filter publish=abc

docker ps -a --filter health=none --format '{{.Names}}'; docker ps -a --filter health=foo

docker ps -a --filter is-task=true -q; docker ps -a --filter is-task=foo

docker ps -a --filter id=$(docker inspect -f '{{.Id}}' q1 | cut -c1-10) --format '{{.Names}}'

docker ps -a --filter volume=nope -q; docker ps -a --filter isolation=default -q | wc -l

docker ps -a --no-trunc -q | head -1 | wc -c

docker ps -a --format 'table {{.Names}}\t{{.Image}}\t{{.Status}}' | head -1

docker rm q1 q2 q3
