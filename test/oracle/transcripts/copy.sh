docker create --name c busybox sleep 1

echo one > file; docker cp file c:/root/

docker cp file c:/root/renamed

docker cp c:/root/renamed back; cat back

mkdir dir dir/sub; echo two > dir/sub/two; docker cp dir c:/root

docker cp dir c:/root/newname

docker cp dir/. c:/root/newname

docker cp c:/root/dir copied; find copied | sort

docker cp c:/root/dir/. contents; find contents | sort

mkdir existing; docker cp c:/root/dir existing; find existing | sort

docker cp c:/root/renamed - | tar t

tar -c file | docker cp - c:/tmp; docker cp c:/tmp/file -  | tar xO

docker cp c:/root/newname - | tar t | sort

docker cp file c:/nosuchdir/

docker cp file c:/nosuchdir/x

docker cp dir c:/root/renamed

docker cp nofile c:/root

docker cp c:/nosuch .

docker cp c:/root/renamed nodir/x

docker cp - c:/root/renamed < /dev/null

docker cp file/ c:/root

ln -s file link; docker cp link c:/root/; docker cp -L link c:/root/followed; docker cp c:/root/followed - | tar xO

docker cp c:/root/link out; ls -l out | cut -c1

docker export c | tar t | grep -c '^root/newname/sub/two$'

docker export -o e.tar c; tar tf e.tar | grep -c '^root/file$'

docker diff c

docker rm c
