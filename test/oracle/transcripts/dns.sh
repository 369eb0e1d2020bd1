docker network create --subnet 10.40.0.0/24 lan

docker network create --subnet 10.41.0.0/24 back.end

docker run -d --name one --network lan --network-alias web busybox sleep 1000

docker run -d --name two --network lan --network-alias web --hostname twohost --domainname example.org busybox sleep 1000

docker run -d --name three --network back.end --network-alias db busybox sleep 1000

docker exec one cat /etc/resolv.conf

docker exec one sed s/00::0/00::/ /etc/hosts

docker exec two sed s/00::0/00::/ /etc/hosts

docker exec two hostname -f

docker exec one nslookup two | sort

docker exec one nslookup twohost | sort

docker exec one nslookup web | sort

docker exec one nslookup web.lan | sort

docker exec one nslookup TWO.LAN | sort

docker exec one nslookup $(docker inspect -f '{{slice .Id 0 12}}' two) | grep -c 10.40

docker exec one nslookup 10.40.0.3

docker exec one nslookup -type=mx two

docker exec one nslookup -type=aaaa two

docker exec one nslookup -type=ptr 2.0.40.10.in-addr.arpa

docker exec one ping -c 1 -q two | head -1

docker exec one ping -c 1 -q one | head -1

# a name server far away is asked for a name that is not there: here is none
docker exec one timeout 30 ping -c 1 db

docker exec one timeout 30 nslookup db 2>&1 | grep -c 10.41

docker rename two deux

docker exec one nslookup deux | sort

docker exec one nslookup deux.lan | sort

docker network connect --alias extra back.end one

docker exec one nslookup db | sort

docker exec one nslookup three.back.end | sort

docker exec three nslookup extra | sort

docker exec three nslookup one | sort

docker exec three nslookup 10.41.0.3

docker network connect --link three:third --link db:base lan three

docker exec three nslookup third | sort

docker exec three nslookup one.lan | sort

docker network disconnect lan three

docker exec three sed s/00::0/00::/ /etc/hosts

docker stop -t 0 deux

docker exec one nslookup web | sort

docker start deux

docker exec one nslookup deux | sort

docker run --rm --network lan --link one:uno busybox nslookup uno | sort

docker run --rm --network lan --link one busybox sh -c 'nslookup one | sort; sed s/00::0/00::/ /etc/hosts'

docker run --rm --network lan busybox sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do nslookup web | grep -A1 "Name:" | grep Address | head -1; done | sort -u | wc -l'

docker run --rm --network lan --name short busybox sh -c 'nslookup short | sort; nslookup $(hostname) | grep -c 10.40'

docker run --rm --network container:one busybox nslookup db | sort

docker run --rm --network container:one busybox sh -c 'hostname; grep -v "^#" /etc/resolv.conf' | sed 's/^[0-9a-f]*$//'

docker run --rm --network container:two busybox hostname

docker run --rm --network container:deux busybox hostname -f

docker run -d --name late busybox sleep 1000

docker exec late grep -c 127.0.0.11 /etc/resolv.conf

docker network connect lan late

docker exec late grep -v '^#' /etc/resolv.conf

docker exec late nslookup one | sort

docker exec one nslookup late | sort

docker exec late sed s/00::0/00::/ /etc/hosts

docker run -d --name edited busybox sh -c 'echo nameserver 10.0.0.1 > /etc/resolv.conf; sleep 1000'

eventually 'docker exec edited grep -q 10.0.0.1 /etc/resolv.conf'; docker network connect lan edited; docker exec edited cat /etc/resolv.conf

docker run --rm --network lan --dns 10.1.1.1 --dns-search a.b --dns-search c --dns-opt ndots:2 busybox cat /etc/resolv.conf

docker run --rm --network lan --dns-opt attempts:1 busybox grep -v '^#' /etc/resolv.conf

docker rm -f one deux three late edited

docker network rm lan back.end
