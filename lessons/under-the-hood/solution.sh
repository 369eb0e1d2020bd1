# What a learner does, step by step. Run in the guest's host shell, each step in a shell of its own.
# The guest's /tmp is empty after a reload, and a reset leaves it as it is: so each step is ready for both.

# step where
# answer pid-inside text: 1
# predict seen-from-host 1
docker run -d --name sealed busybox sleep 7777
docker exec sealed ps
ps -o pid,args | grep 'sleep 7777'

# step folder
mkdir -p /tmp/box/image; cd /tmp/box
docker create --name donor busybox
docker export donor | tar -x -C image; docker rm donor
chroot image sh -c 'ls /; echo "I was here" > /note'
cat /tmp/box/image/note

# step overlay
# predict group-after 1
cd /tmp/box
mkdir -p upper work merged
grep -q ' /tmp/box/merged ' /proc/mounts ||
  mount -t overlay box -o lowerdir=image,upperdir=upper,workdir=work merged
echo hello > merged/new.txt; echo "# changed" >> merged/etc/passwd; rm -f merged/etc/group
ls -lR upper

# step namespaces
# predict name-of-host 1
cd /tmp/box
unshare -p -f -u -n -m -i chroot merged sh -c 'mount -t proc proc /proc; hostname box; hostname > /etc/hostname; hostname; ps -o pid,comm; ip addr'
hostname

# step run
mkdir -p hood
cat > hood/run.sh <<'END'
cd /tmp/box
exec unshare -p -f -u -n -m -i \
  chroot merged sh -c '
    mount -t proc proc /proc
    hostname box
    exec "$@"' sh "$@"
END
setsid sh /workspace/hood/run.sh sleep 8888 < /dev/null > /dev/null 2>&1 &
sleep 1
ps -o pid,args | grep sleep
nsenter -t $(docker inspect -f '{{.State.Pid}}' sealed) -m -u -i -n -p ps

# step real
# predict kill-from-host 1
# answer small-vm 1 2
docker exec sealed rm /etc/group
ls -lR $(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' sealed)
grep ' overlay ' /proc/mounts
sleep 1
kill -9 $(ps -o pid,args | awk '/sleep 7777$/ { print $1 }')
docker ps -a --filter name=sealed
sleep 1
kill -9 $(ps -o pid,args | awk '/sleep 8888$/ { print $1 }'); sleep 1
cd /workspace; umount /tmp/box/merged; rm -r /tmp/box; docker rm sealed
