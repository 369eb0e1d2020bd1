docker create --name box busybox sleep 1

echo one > file; docker cp file box:/root/

docker cp file box:/root/renamed

docker cp box:/root/renamed back; cat back

mkdir dir dir/sub; echo two > dir/sub/two; docker cp dir box:/root

docker cp dir box:/root/newname

docker cp dir/. box:/root/newname

docker cp box:/root/dir copied; find copied | sort

docker cp box:/root/dir/. contents; find contents | sort

mkdir existing; docker cp box:/root/dir existing; find existing | sort

docker cp box:/root/renamed - | tar t

tar -c file | docker cp - box:/tmp; docker cp box:/tmp/file -  | tar xO

docker cp box:/root/newname - | tar t | sort

docker cp file box:/nosuchdir/

docker cp file box:/nosuchdir/x

docker cp dir box:/root/renamed

docker cp nofile box:/root

docker cp box:/nosuch .

docker cp box:/root/renamed nodir/x

docker cp - box:/root/renamed < /dev/null

docker cp file/ box:/root

ln -s file link; docker cp link box:/root/; docker cp -L link box:/root/followed; docker cp box:/root/followed - | tar xO

docker cp box:/root/link out; ls -l out | cut -c1

docker export box | tar t | grep -c '^root/newname/sub/two$'

docker export -o e.tar box; tar tf e.tar | grep -c '^root/file$'

docker diff box | sort

docker rm box
