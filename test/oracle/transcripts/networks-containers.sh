docker run -d --name web -p 8080:80 -p 127.0.0.1:8081:81 -p 9000-9002:90-92 -p 5353:53/udp -p 82 busybox httpd -f -p 80 -h /etc

docker port web | sort | sed 's/:3[0-9]*$/:EPHEMERAL/;s/:4[0-9]*$/:EPHEMERAL/;s/:5[0-9]\{4\}$/:EPHEMERAL/'

docker port web 80

docker port web 80/tcp

docker port web 53

docker port web 53/udp

docker port web 81/tcp

docker port web 99

docker port web foo

docker port nope

docker ps --format '{{.Ports}}' | sed 's/:[345][0-9]\{4\}->/:E->/g'

docker run -d --name web2 -p 8080:80 busybox sleep 100

docker ps -a --filter name=web2 --format '{{.Status}}'

docker rm web2

docker run -d --name web2 -p 127.0.0.1:8081:80 busybox sleep 100

docker rm -f web2

docker run -d --name web2 -p 127.0.0.2:8081:80 busybox sleep 100

docker port web2

docker rm -f web2

docker run -d --name web2 -p 8081:80 busybox sleep 100 2>&1 | grep -c 8081

docker rm -f web2

docker run -d --name web2 -p 8080:80/udp busybox sleep 100

docker port web2

docker rm -f web2

docker run -d --name web2 -p 9000-9005:80 busybox sleep 100

docker port web2

docker rm -f web2

docker run -d --name web2 -p 1.2.3.4:80:80 busybox sleep 100 2>&1 | grep -o 'cannot assign requested address'

docker rm -f web2

docker run -d --name web2 -p '[::1]:8090:80' busybox sleep 100

docker port web2

docker rm -f web2

docker run -d --name web2 --network none -p 80:80 busybox sleep 100

docker port web2

docker inspect -f '{{json .NetworkSettings.Ports}} {{json .NetworkSettings.Networks.none.IPAMConfig}}' web2

docker rm -f web2

docker run -d --name web2 --network host -p 80:80 busybox sleep 100

docker port web2

docker rm -f web2

docker run --rm --network container:web busybox ip -o -4 addr show eth0 | awk '{print $2, $4}'

docker run --rm --network container:web busybox wget -q -O - http://127.0.0.1/hostname | wc -c

docker run --rm --network container:web -p 81:81 busybox true

docker run --rm --network container:web --hostname foo busybox true

docker run --rm --network container:nope busybox true

docker run --rm --network container:web --add-host a:1.2.3.4 busybox true

docker run --rm --network container:web --dns 1.2.3.4 busybox true

docker run --rm --network container:web --mac-address 02:00:00:00:00:01 busybox true

# not on served20: its API refuses it
docker run --rm --network host --mac-address 02:00:00:00:00:01 busybox true

docker run --rm --network container: busybox true

docker run --rm --mac-address 02:00:00:00:00:01 busybox ip -o link show eth0 | grep -o '02:00:00:00:00:01'

docker run --rm --mac-address foo busybox true

docker run --rm --ip 172.17.0.9 busybox true

docker network create --subnet 10.30.0.0/24 fixed

docker run --rm --network fixed --ip 10.30.0.9 busybox ip -o -4 addr show eth0 | awk '{print $2, $4}'

docker run --rm --network fixed --ip 10.31.0.9 busybox true

docker run --rm --network fixed --ip 10.30.0.1 busybox true

docker run --rm --network fixed --ip foo busybox true

docker network create noip

docker run --rm --network noip --ip 172.30.0.9 busybox true

docker run --rm --network name=fixed,ip=10.30.0.10,alias=x,alias=y,mac-address=02:00:00:00:00:02 busybox ip -o addr show eth0 | grep -c '10.30.0.10/24'

docker run --rm --network name=fixed,foo=bar busybox true

docker run --rm --network fixed --network-alias a.b busybox true

docker run --rm --network-alias ab busybox true

docker run --rm --link web busybox sed s/00::0/00::/ /etc/hosts

docker run --rm --link web:w busybox ping -c 1 -q w | head -1

docker run --rm --link nope:w busybox true

docker run --rm --link web:w --network host busybox true

docker run --rm --network none busybox sed 's/00::0/00::/;/^nameserver/d' /etc/hosts /etc/resolv.conf

docker run --rm --network none busybox ip -o addr | cut -c1-30

docker run --rm --network none busybox ip route

docker run --rm --network none busybox ping -c 1 -W 1 1.1.1.1

docker run --rm busybox ip -o addr | awk '{print $2, $3}'

docker run --rm busybox sed s/00::0/00::/ /etc/hosts

docker run --rm --hostname foo --domainname bar.org --network fixed busybox sed s/00::0/00::/ /etc/hosts

docker run --rm --network fixed --dns-search x.y --dns-opt timeout:1 busybox sh -c 'grep -v -e "^#" -e "^$" -e "^nameserver [^1]" -e "^nameserver 1[^2]" /etc/resolv.conf'

docker run --rm --network fixed --dns-search . busybox sh -c 'grep -v -e "^#" -e "^$" -e "^nameserver [^1]" -e "^nameserver 1[^2]" /etc/resolv.conf'

docker run --rm --dns 10.1.1.1 --dns-search x.y --dns-opt timeout:1 busybox cat /etc/resolv.conf

docker run --rm --network fixed --dns 10.1.1.1 busybox cat /etc/resolv.conf

docker run --rm --network host busybox sh -c 'ls /sys/class/net 2>/dev/null | grep -c docker0; ip -o link show docker0 | cut -d: -f2'

docker run --rm --network nope busybox true

# not on served20: its API knows one network at a time
docker run --rm --network fixed --network noip busybox ip -o -4 addr | awk '{print $2}' | sort

docker create --name multi --network fixed busybox sleep 1000; docker network connect noip multi; docker start multi

docker run --rm --network container:multi busybox ip -o -4 addr | awk '{print $2}' | sort

docker run --rm --network container:multi busybox ip route | sed -n 's/^default.* \(eth[0-9]\).*/\1/p'

docker inspect -f '{{range $k, $v := .NetworkSettings.Networks}}{{$k}} {{end}}' multi

docker network disconnect fixed multi

docker run --rm --network container:multi busybox ip route | sed -n 's/^default.* \(eth[0-9]\).*/\1/p'

docker network disconnect noip multi

docker run --rm --network container:multi busybox ip -o -4 addr | awk '{print $2}' | sort

docker network connect bridge multi

docker run --rm --network container:multi busybox sh -c 'ip -o -4 addr | cut -d" " -f2; grep -v -e "^#" -e "^$" -e "^nameserver [^1]" -e "^nameserver 1[^2]" /etc/resolv.conf'

docker rm -f multi

docker run -d --name late busybox sleep 1000

docker run --rm --network container:late busybox grep -v -e '^#' -e '^nameserver [^1]' -e '^nameserver 1[^2]' -e '^$' /etc/resolv.conf

docker network connect fixed late

docker run --rm --network container:late busybox grep -v -e '^#' -e '^nameserver [^1]' -e '^nameserver 1[^2]' -e '^$' /etc/resolv.conf

docker run --rm --network container:late busybox sed s/00::0/00::/ /etc/hosts

docker rm -f late

docker network create --internal closed

docker run --rm --network closed busybox ip route | grep -c default

docker run --rm --network closed busybox ping -c 1 -W 1 172.17.0.2

docker network inspect -f '{{.Internal}}' closed

docker network create --opt com.docker.network.driver.mtu=1400 mtu

docker run --rm --network mtu busybox ip -o link show eth0 | grep -o 'mtu [0-9]*'

docker network create --ipv6 --subnet fd00:5::/64 six

docker network inspect -f '{{.EnableIPv6}} {{(index .IPAM.Config 0).Subnet}} {{len .IPAM.Config}}' six

docker run --rm --network six busybox sh -c 'ip -o -6 addr show eth0 | grep global | awk "{print \$4}"; ip -6 route | grep default'

docker run --rm --network six --ip6 fd00:5::77 busybox sh -c 'ip -o -6 addr show eth0 | grep global | awk "{print \$4}"; tail -1 /etc/hosts' | sed 's/[0-9a-f]\{12\}$/ID/'

docker network create --subnet fd00:6::/64 six2

docker rm -f web

docker network prune -f | sort
