docker network create lan

docker network create lan

docker network create 'a b'

docker network create bridge

docker network create host

docker network create none

docker network create default

docker network create -d macvlan mv

docker network create -d nosuch mv

docker network create -d host mv

docker network create -d null mv

docker network create -d overlay mv

docker network create -d ipvlan mv

docker network create --subnet 10.9.0.0/24 sub

docker network create --subnet 10.9.0.0/16 sub2

docker network create --subnet 10.10.0.0 sub2

docker network create --subnet 10.10.0.5/16 sub2

docker network rm sub2

docker network create --subnet 10.10.0.0/33 sub2

docker network create --subnet 10.10.0.0/24 --gateway 10.11.0.1 sub2

docker network create --gateway 10.11.0.1 sub2

docker network create --subnet 10.10.0.0/24 --gateway 10.10.0.x sub2

docker network create --subnet 10.10.0.0/24 --ip-range 10.11.0.0/25 sub2

docker network create --ip-range 10.11.0.0/25 sub2

docker network create --subnet 10.10.0.0/24 --subnet 10.11.0.0/24 sub2

docker network create --subnet 10.10.0.0/24 --aux-address a=10.11.0.9 sub2

docker network create --subnet 10.10.0.0/24 --aux-address a sub2

docker network create --subnet 10.10.0.0/24 --ip-range 10.10.0.128/25 --gateway 10.10.0.254 --aux-address a=10.10.0.128 --label x=y --label z -o com.docker.network.bridge.name=mybr0 --internal --attachable sub2

docker network inspect sub2 | sed '/EnableIPv4/d;s/"Created".*/"Created"/'

docker network inspect -f '{{json .IPAM}} {{.Internal}} {{json .Options}} {{json .Labels}}' sub2

docker network inspect -f '{{.IPAM.Driver}} {{.IPAM.Options}} {{len .IPAM.Config}}' lan

docker network inspect bridge | sed '/EnableIPv4/d;s/"Created".*/"Created"/'

docker network inspect host none | sed '/EnableIPv4/d;s/"Created".*/"Created"/'

docker network inspect nope lan | sed '/EnableIPv4/d;/Subnet/d;/Gateway/d'

docker network inspect -f '{{.Nope}}' lan

docker network inspect -f '{{.Name' lan

docker network inspect

docker run --rm --network sub2 busybox sh -c 'ip -o -4 addr show eth0 | awk "{print \$2, \$4, \$6}"; ip route; cat /etc/hosts | sed s/00::0/00::/; grep -v "^#" /etc/resolv.conf'

docker network ls

docker network ls --format '{{.Name}} {{.Driver}} {{.Scope}} {{.IPv6}} {{.Internal}} {{.Label "x"}}'

docker network ls --filter name=la --format '{{.Name}}'

docker network ls --filter driver=bridge --format '{{.Name}}'

docker network ls --filter driver=x --format '{{.Name}}'

docker network ls --filter label=x --format '{{.Name}}'

docker network ls --filter label=x=z --format '{{.Name}}'

docker network ls --filter type=custom --format '{{.Name}}'

docker network ls --filter type=foo

docker network ls --filter dangling=true --format '{{.Name}}'

docker network ls --filter dangling=foo

docker network ls --filter scope=local -q | wc -l

docker network ls --filter scope=foo

docker network ls --filter foo=bar

docker network ls --format json | head -1 | sed 's/"CreatedAt":"[^"]*"//;s/"IPv4":"[a-z]*",//'

docker network ls --no-trunc --format '{{len .ID}}'

docker run -d --name one --network lan --network-alias web --label l=1 busybox sleep 1000

docker run -d --name two --network lan --network-alias web --hostname twohost busybox sleep 1000

docker network inspect -f '{{range .Containers}}{{.Name}} {{.IPv4Address}}{{println}}{{end}}' lan | sort

docker inspect -f '{{json .NetworkSettings.Networks.lan.Aliases}} {{.NetworkSettings.Networks.lan.DNSNames}} {{.NetworkSettings.IPAddress}}|{{.NetworkSettings.Networks.lan.IPAddress}}' two | sed 's/[0-9a-f]\{12\}/ID/g'

docker rename two deux

docker network rm lan

docker network rm bridge

docker network rm host none nope

docker network rm -f nope

docker network rm nope sub

docker network connect lan one

docker network connect nope one

docker network connect lan nope

docker network connect none one

docker network create --subnet 10.20.0.0/24 back

docker network connect --ip 10.20.0.50 --alias uno --alias eins back one

docker run --rm --network container:one busybox ip -o -4 addr | awk '{print $2, $4}'

docker run --rm --network container:one busybox ip route

docker inspect -f '{{json .NetworkSettings.Networks.back.IPAMConfig}} {{json .NetworkSettings.Networks.back.Aliases}} {{.NetworkSettings.Networks.back.IPAddress}}' one

docker network connect --ip 10.20.0.50 back deux

docker network connect --ip 10.21.0.50 back deux

docker network connect --ip 10.20.0.x back deux

docker network connect --link one:uno1 back deux

docker run --rm --network container:deux busybox sed s/00::0/00::/ /etc/hosts

docker run --rm --network container:deux busybox ip -o -4 addr | awk '{print $2}'

docker network disconnect lan deux

docker run --rm --network container:deux busybox ip route

docker run --rm --network container:deux busybox ip -o link | awk '{print $2}' | cut -d@ -f1

docker network connect lan deux

docker run --rm --network container:deux busybox ip -o link | awk '{print $2}' | cut -d@ -f1

docker run --rm --network container:deux busybox ip route

docker network disconnect lan nope

docker network disconnect nope deux

docker network disconnect back deux; docker network disconnect back deux

docker network disconnect -f back nope

docker network disconnect -f back deux

docker network rm back

docker stop -t 0 deux one

docker network inspect -f '{{len .Containers}}' lan

docker network connect --ip 10.20.0.60 back deux

docker inspect -f '{{json .NetworkSettings.Networks.back.IPAMConfig}} {{json .NetworkSettings.Networks.back.IPAddress}} {{len .NetworkSettings.Networks}}' deux

docker network rm lan

docker start deux

docker network create lan

docker start deux

docker rm -f one deux

docker network prune -f | sort

docker network prune --filter label=x

docker network ls --format '{{.Name}}'

docker network prune -f --filter foo=bar

docker network prune -f --filter until=1s
